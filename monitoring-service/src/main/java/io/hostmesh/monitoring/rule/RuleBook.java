package io.hostmesh.monitoring.rule;

import io.hostmesh.monitoring.label.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force and where each stands with what it judges, for the samples of one partition. For one thread.
 *
 * <p>Whoever feeds it asks for the {@link #watchersFor watchers} of a series when the series is first seen and again whenever
 * {@link #generation()} changed, hands them each sample, calls {@link #settle} after each batch, and {@link #tick} a few times a
 * second with the time up to which everything accepted was handed over.
 *
 * <p>After a takeover: {@link #learn} the rules, {@link #resume} what the books say is open, say {@link #rememberUntil until when}
 * samples were judged before, {@link Watcher#remember} those of the last {@link #lookback()} and of as long before as samples may be
 * late, with {@link #settleRemembered} after each batch; then go on. What follows is the same as if the owner had not changed, but for
 * anomalies, of which {@link Condition.Anomaly} says what is known again. With a {@link #recollection recollection} of the book before,
 * {@link #goOn go on} with that, and remember only what came after it: then it is the same of anomalies, too.
 */
public final class RuleBook {

    private static final Watcher[] NONE = {};
    /** Series of an account that anomalies are looked for in. */
    private static final int MOST_LEARNED = 2_000;

    private record Key(
            String ruleId, Labels labels, @Nullable String accountId, String recordKey) {}

    private final Map<String, Rule> rules = new LinkedHashMap<>();
    /** Rules for every server that an account does not want: rule id, and the accounts. */
    private final Map<String, Set<String>> unwanted = new HashMap<>();

    private final Map<Key, Judgement> judgements = new HashMap<>();
    private final Map<String, Set<Key>> keysOfServer = new HashMap<>();
    /** Series whose usual range is learned, by account. */
    private final Map<String, Integer> learnedSeries = new HashMap<>();

    private final List<JoinedJudgement> touched = new ArrayList<>();
    private final Timers timers = new Timers();
    private RuleIndex index = new RuleIndex(List.of());
    private long generation = 1;

    /** Counts up whenever the watchers of series that were seen before may be others. */
    public long generation() {
        return generation;
    }

    /** How much of the past must be read again to go on where the owner before was, in microseconds. */
    public long lookback() {
        return rules.values().stream().mapToLong(Rule::lookback).max().orElse(0);
    }

    /**
     * Learns rules, new or changed; one that is known in that version or a later one is left as it is. What a changed rule has open
     * goes on, unless the change is about which series belong together.
     */
    public void learn(List<Rule> learned, long now, List<Transition> out) {
        boolean changed = false;
        for (Rule rule : learned) {
            Rule known = rules.get(rule.id());
            if (known == null || known.version() < rule.version()) {
                rules.put(rule.id(), rule);
                if (known != null) {
                    exchange(known, rule, now, out);
                }
                changed = true;
            }
        }
        if (changed) {
            reindex();
        }
    }

    /** Forgets a rule; what it has open is resolved. */
    public void drop(String ruleId, long now, List<Transition> out) {
        if (rules.remove(ruleId) != null) {
            unwanted.remove(ruleId);
            end(key -> key.ruleId().equals(ruleId), "the rule was deleted", now, out);
            reindex();
        }
    }

    /** Says whether an account wants a rule that is for every server. */
    public void want(String accountId, String ruleId, boolean wanted, long now, List<Transition> out) {
        Set<String> accounts = unwanted.computeIfAbsent(ruleId, id -> new HashSet<>());
        if (wanted ? accounts.remove(accountId) : accounts.add(accountId)) {
            if (!wanted) {
                end(
                        key -> key.ruleId().equals(ruleId) && accountId.equals(key.accountId()),
                        "the rule was switched off",
                        now,
                        out);
            }
            generation++;
        }
    }

    /** What wants the samples of that series; the same ones when asked again. */
    public Watcher[] watchersFor(Subject series) {
        List<Watcher> found = new ArrayList<>();
        index.candidates(series, rule -> {
            if (isWanted(rule, series)) {
                add(rule, series, found);
            }
        });
        found.forEach(watcher -> watcher.asked = true);
        return found.isEmpty() ? NONE : found.toArray(NONE);
    }

    /** All samples of a batch that was accepted then were handed over. */
    public void settle(long acceptedAt, List<Transition> out) {
        for (int next = 0; next < touched.size(); next++) {
            touched.get(next).judgeBatch(acceptedAt, out);
        }
        touched.clear();
    }

    /** The samples that are remembered next are those before and at that moment. */
    public void rememberUntil(long acceptedAt) {
        timers.countsFrom = acceptedAt - lookback();
    }

    /** As {@link #settle}, for a batch that was judged before. */
    public void settleRemembered(long acceptedAt) {
        touched.forEach(joined -> joined.recallBatch(acceptedAt));
        touched.clear();
    }

    /**
     * Takes the steps that need no sample.
     *
     * @param now everything that was accepted before then was handed over
     */
    public void tick(long now, List<Transition> out) {
        timers.advance(now, out);
    }

    /**
     * Goes on with what the books say of a rule and a subject.
     *
     * @return false where there is no such rule any more, or it is not wanted: whatever is open of it is to be resolved
     */
    public boolean resume(String ruleId, Subject subject, Standing standing) {
        Rule rule = rules.get(ruleId);
        if (rule == null || !isWanted(rule, subject)) {
            return false;
        }
        judgementOf(rule, subject).resume(standing);
        return true;
    }

    /** What is open, with its rule. */
    public void forEachOpen(BiConsumer<Rule, Subject> visitor) {
        judgements.values().stream()
                .filter(Judgement::isOpen)
                .forEach(judgement -> visitor.accept(judgement.rule, judgement.subject));
    }

    /** A server is gone, or is not to be watched: what is open about it is resolved, and nothing of it is missed. */
    public void serverGone(String serverId, String because, long now, List<Transition> out) {
        Set<Key> keys = keysOfServer.remove(serverId);
        if (keys == null) {
            return;
        }
        for (Key key : keys) {
            Judgement judgement = judgements.get(key);
            if (judgement != null) {
                boolean unfed = judgement.release(series -> serverId.equals(series.serverId()));
                if (unfed || serverId.equals(judgement.subject.serverId())) {
                    judgement.settle(because, now, out);
                    remove(key);
                }
            }
        }
        generation++;
    }

    /**
     * A series is let go of, as nothing came of it for long. What is open stays open, and what is absent stays absent.
     *
     * @param all its watchers
     */
    public void release(Subject series, Watcher[] all) {
        for (Watcher watcher : all) {
            Judgement judgement = watcher.judgement;
            boolean unfed = judgement.release(other -> other.labels().equals(series.labels()));
            if (unfed && !judgement.isOpen() && !(judgement instanceof AbsenceJudgement)) {
                remove(keyOf(judgement));
            }
        }
    }

    /** Absences count anew: what was not heard before {@code now} says nothing. */
    public void restart(long now) {
        judgements.values().forEach(judgement -> {
            if (judgement instanceof AbsenceJudgement absence) {
                absence.restart(now);
            }
        });
    }

    /**
     * What is known of the samples so far; to be asked for when they are settled.
     *
     * @param learnedBytes room for what is usual for series, before it is compressed; of those for which there is none, it is learned anew
     */
    public Recollection recollection(long learnedBytes) {
        List<Recollection.OfJudgement> all = new ArrayList<>(judgements.size());
        long room = learnedBytes;
        for (Judgement judgement : judgements.values()) {
            boolean learned = judgement.rule.condition() instanceof Condition.Anomaly;
            Recollection.OfJudgement kept = judgement.recollection(!learned || room > 0);
            all.add(kept);
            if (learned) {
                room -= kept.bytesOfFigures();
            }
        }
        return new Recollection(all);
    }

    /**
     * Begins with what another book knew of samples. Instead of {@link #rememberUntil}, and before {@link #resume}; what is remembered next
     * are the samples after those, and it does no harm if it is some of those, too.
     */
    public void goOn(Recollection recollection) {
        for (Recollection.OfJudgement kept : recollection.judgements()) {
            Rule rule = rules.get(kept.ruleId());
            if (rule != null && rule.version() == kept.version() && isWanted(rule, kept.subject())) {
                kept.series().forEach(series -> watcher(rule, series.series(), series.divisor())
                        .goOn(series));
                judgementOf(rule, kept.subject()).goOn(kept);
            }
        }
    }

    /** Lets go of what was made of a recollection and that nobody asked for since: their series are gone. */
    public void releaseUnasked() {
        for (Judgement judgement : List.copyOf(judgements.values())) {
            boolean unfed = judgement.releaseUnasked();
            if (unfed && !judgement.isOpen() && !(judgement instanceof AbsenceJudgement)) {
                remove(keyOf(judgement));
            }
        }
    }

    private boolean isWanted(Rule rule, Subject subject) {
        return !rule.isForEveryServer()
                || subject.accountId() == null
                || !unwanted.getOrDefault(rule.id(), Set.of()).contains(subject.accountId());
    }

    private void add(Rule rule, Subject series, List<Watcher> found) {
        Condition condition = rule.condition();
        if (condition.selector().matches(series.labels()) && mayLearn(rule, series)) {
            found.add(watcher(rule, series, false));
        }
        if (condition instanceof Condition.Ratio ratio && ratio.divisor().matches(series.labels())) {
            found.add(watcher(rule, series, true));
        }
    }

    /** What is usual for a series takes kilobytes, so an account has a bounded number of them; the first ones are learned. */
    private boolean mayLearn(Rule rule, Subject series) {
        return !(rule.condition() instanceof Condition.Anomaly)
                || judgements.containsKey(keyOf(rule, series))
                || learnedSeries.getOrDefault(String.valueOf(rule.accountId()), 0) < MOST_LEARNED;
    }

    private Watcher watcher(Rule rule, Subject series, boolean divisor) {
        Judgement judgement = judgementOf(rule, Making.subjectOf(rule.condition(), series));
        Watcher known = judgement.watcherOf(series, divisor);
        if (known != null) {
            return known;
        }
        Watcher made = Making.watcher(judgement, series, divisor);
        judgement.add(made);
        noteServer(series.serverId(), keyOf(judgement));
        return made;
    }

    private void noteServer(@Nullable String serverId, Key key) {
        if (serverId != null) {
            keysOfServer.computeIfAbsent(serverId, id -> new HashSet<>()).add(key);
        }
    }

    private Judgement judgementOf(Rule rule, Subject subject) {
        Key key = keyOf(rule, subject);
        Judgement known = judgements.get(key);
        if (known != null) {
            return known;
        }
        Judgement made = Making.judgement(rule, subject, timers, touched);
        judgements.put(key, made);
        countLearned(rule, 1);
        noteServer(subject.serverId(), key);
        return made;
    }

    private void countLearned(Rule rule, int change) {
        if (rule.condition() instanceof Condition.Anomaly) {
            learnedSeries.merge(String.valueOf(rule.accountId()), change, Integer::sum);
        }
    }

    private static Key keyOf(Judgement judgement) {
        return keyOf(judgement.rule, judgement.subject);
    }

    private static Key keyOf(Rule rule, Subject subject) {
        return new Key(rule.id(), subject.labels(), subject.accountId(), subject.recordKey());
    }

    private void exchange(Rule before, Rule after, long now, List<Transition> out) {
        List<Judgement> open = new ArrayList<>();
        boolean same = Making.joinsAlike(before.condition(), after.condition());
        judgements.values().stream()
                .filter(judgement -> judgement.rule.id().equals(before.id()) && judgement.isOpen() && same)
                .forEach(open::add);
        open.forEach(judgement -> remove(keyOf(judgement)));
        end(key -> key.ruleId().equals(before.id()), "the rule was changed", now, out);
        for (Judgement judgement : open) {
            judgementOf(after, judgement.subject).resume(judgement.standing());
        }
    }

    private void end(java.util.function.Predicate<Key> which, String because, long now, List<Transition> out) {
        List<Key> ended = judgements.keySet().stream().filter(which).toList();
        for (Key key : ended) {
            Judgement judgement = judgements.get(key);
            if (judgement != null) {
                judgement.settle(because, now, out);
            }
            remove(key);
        }
        generation++;
    }

    private void remove(Key key) {
        Judgement judgement = judgements.remove(key);
        if (judgement != null) {
            countLearned(judgement.rule, -1);
            judgement.end();
        }
    }

    private void reindex() {
        index = new RuleIndex(rules.values());
        generation++;
    }
}
