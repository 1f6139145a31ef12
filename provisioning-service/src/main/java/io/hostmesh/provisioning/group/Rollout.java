package io.hostmesh.provisioning.group;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which template the members should be made of, and how far that is.
 *
 * @param revision the template's, from 1; members of another one are out of date
 * @param latest the highest revision that there ever was
 * @param update the last update, or null while the template never changed
 */
record Rollout(int revision, int latest, @Nullable Update update) {

    static final Rollout FIRST = new Rollout(1, 1, null);

    /** Where an update is. */
    enum State {
        ROLLING,
        PAUSED,
        ROLLING_BACK,
        DONE,
        ROLLED_BACK
    }

    /**
     * The replacement of the members of older templates by those of another.
     *
     * @param stable the template that every member had last, and {@code stableRevision} its revision
     * @param replaced how many members were given up for it
     * @param failures how many new members in a row failed before they had stayed
     * @param succeeded how many new members were ready at most
     * @param owed how many members were given up before their successors were made; these are made even where nothing more may
     *     be spent, because they keep the size
     * @param batch true while successors of a batch are awaited
     * @param notBefore when the next batch may begin, or null
     * @param because why it is in that state
     * @param waitsFor what keeps it from moving on, or null
     * @param correlationId of the change that began it
     */
    record Update(
            State state,
            Template stable,
            int stableRevision,
            int replaced,
            int failures,
            int succeeded,
            int owed,
            boolean batch,
            @Nullable Instant notBefore,
            String because,
            String correlationId,
            @Nullable String waitsFor) {

        /** In what state it is and why, and what it waits for. */
        String explained() {
            return waitsFor == null ? because : because + "; it waits for " + waitsFor;
        }

        Update become(State next, String why) {
            return new Update(
                    next,
                    stable,
                    stableRevision,
                    replaced,
                    failures,
                    succeeded,
                    owed,
                    batch,
                    notBefore,
                    why,
                    correlationId,
                    null);
        }

        /** @param next what keeps it from moving on, or null */
        Update waitingFor(@Nullable String next) {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced,
                    failures,
                    succeeded,
                    owed,
                    batch,
                    notBefore,
                    because,
                    correlationId,
                    next);
        }

        Update gaveUp(int members) {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced + members,
                    failures,
                    succeeded,
                    owed,
                    true,
                    notBefore,
                    because,
                    correlationId,
                    waitsFor);
        }

        Update owing(int members) {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced,
                    failures,
                    succeeded,
                    members,
                    batch,
                    notBefore,
                    because,
                    correlationId,
                    waitsFor);
        }

        Update begin() {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced,
                    failures,
                    succeeded,
                    owed,
                    true,
                    notBefore,
                    because,
                    correlationId,
                    waitsFor);
        }

        /** Nobody of a batch is awaited any longer. If more are ready than before, failures until then do not count. */
        Update batchDone(int ready, @Nullable Instant next) {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced,
                    ready > succeeded ? 0 : failures,
                    Math.max(ready, succeeded),
                    owed,
                    false,
                    next,
                    because,
                    correlationId,
                    waitsFor);
        }

        Update failed() {
            return new Update(
                    state,
                    stable,
                    stableRevision,
                    replaced,
                    failures + 1,
                    succeeded,
                    owed,
                    batch,
                    notBefore,
                    because,
                    correlationId,
                    waitsFor);
        }
    }

    Rollout with(Update next) {
        return new Rollout(revision, latest, next);
    }

    /** True while members of older templates are to be replaced, paused or not. */
    boolean underWay() {
        return update != null
                && (update.state() == State.ROLLING
                        || update.state() == State.PAUSED
                        || update.state() == State.ROLLING_BACK);
    }

    /** True while members are being replaced. */
    boolean moving() {
        return update != null && (update.state() == State.ROLLING || update.state() == State.ROLLING_BACK);
    }

    /**
     * The owner wishes another template. If it is the one that every member had last, that is a way back; otherwise a new
     * revision, which is rolled out from wherever the members are.
     */
    Rollout changed(Template before, Template next, String because, String correlationId) {
        Update begun = underWay() ? update : null;
        Template stable = begun == null ? before : begun.stable();
        int stableRevision = begun == null ? revision : begun.stableRevision();
        boolean back = next.equals(stable);
        Update begin = new Update(
                back ? State.ROLLING_BACK : State.ROLLING,
                stable,
                stableRevision,
                0,
                0,
                0,
                begun == null ? 0 : begun.owed(),
                begun != null && begun.batch(),
                null,
                because,
                correlationId,
                null);
        return back ? new Rollout(stableRevision, latest, begin) : new Rollout(latest + 1, latest + 1, begin);
    }

    /** Back to the template that every member had last. */
    Rollout back(Update from, String because) {
        Update begin = new Update(
                State.ROLLING_BACK,
                from.stable(),
                from.stableRevision(),
                0,
                0,
                0,
                from.owed(),
                from.batch(),
                null,
                because,
                from.correlationId(),
                null);
        return new Rollout(from.stableRevision(), latest, begin);
    }
}
