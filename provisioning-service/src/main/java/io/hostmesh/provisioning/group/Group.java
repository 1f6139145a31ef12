package io.hostmesh.provisioning.group;

import java.time.Instant;

/** A group in one of its states. */
sealed interface Group {

    GroupDescription description();

    /**
     * It keeps itself at its size.
     *
     * @param desired how many members it should have: an absolute number, never a difference
     * @param suspended nothing is created, replaced or given up but by its owner
     */
    record Active(GroupDescription description, int desired, boolean suspended, Memory memory, Rollout rollout)
            implements Group {

        Active desiring(int members) {
            return new Active(description, members, suspended, memory, rollout);
        }

        Active remembering(Memory next) {
            return new Active(description, desired, suspended, next, rollout);
        }

        Active suspend() {
            return new Active(description, desired, true, memory.withWindow(null), rollout);
        }

        Active resume() {
            return new Active(description, desired, false, memory.withCreations(Creations.NONE), rollout);
        }

        Active rollingOut(Rollout next) {
            return new Active(description, desired, suspended, memory, next);
        }

        /** Failures to create members of another template say nothing about this one. */
        Active ofTemplate(Template template, Rollout next) {
            return new Active(description.of(template), desired, suspended, memory.withCreations(Creations.NONE), next);
        }

        /** The owner's new wishes begin with a clean slate: failures and recommendations belong to the old ones. */
        Active change(GroupDescription next, String who, String correlationId) {
            Template before = description.template();
            return new Active(
                    next,
                    next.clamp(desired),
                    suspended,
                    memory.withWindow(null).withCreations(Creations.NONE),
                    next.template().equals(before)
                            ? rollout
                            : rollout.changed(
                                    before, next.template(), "the template was changed by " + who, correlationId));
        }

        Deleting delete(Instant now) {
            return new Deleting(description, now);
        }
    }

    /** Its members are being deleted. */
    record Deleting(GroupDescription description, Instant since) implements Group {

        Deleted deleted(Instant now) {
            return new Deleted(description, now);
        }
    }

    /** Gone for good, with every member. */
    record Deleted(GroupDescription description, Instant since) implements Group {}
}
