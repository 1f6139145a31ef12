package io.hostmesh.monitoring.watch;

import io.hostmesh.monitoring.judge.ServerFact;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.RuleBook;
import io.hostmesh.monitoring.rule.Subject;
import io.hostmesh.monitoring.rule.Transition;
import io.hostmesh.monitoring.rule.Watcher;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.series.LabelHash;
import io.hostmesh.monitoring.series.SeriesJudge;
import io.hostmesh.monitoring.series.SeriesMinutes;
import io.hostmesh.monitoring.series.SeriesRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has the series of accounts judged by rules, for one partition. For the judge's thread. */
final class SeriesDesk implements SeriesJudge.Watching<Watcher> {

    /** Servers that series name and that are not known, of which it may still be heard. */
    private static final int MOST_MISSED = 10_000;
    /** A minute of a series that goes silent ends this long after it: its samples may be on their way. */
    private static final Duration LATE_SAMPLES = Duration.ofMinutes(1);

    private final RuleBook book;
    private final Map<String, ServerFact> servers;
    private final String serverLabel;
    private final SeriesMinutes minutes;
    private final SeriesJudge<Watcher> judge;
    private final Set<String> missed = new HashSet<>();
    private List<Transition> out = new ArrayList<>();
    private long learned;
    private boolean remembering;

    /**
     * Begins without any series.
     *
     * @param book the rules of the partition
     * @param servers those that are there, by id, kept up to date by the caller
     * @param serverLabel names the server that a series is about
     * @param minutes where minutes of judged samples go
     */
    SeriesDesk(
            RuleBook book,
            Map<String, ServerFact> servers,
            String serverLabel,
            SeriesMinutes minutes,
            LabelHash hash,
            int maximumBytes,
            int maximumSeries) {
        this.book = book;
        this.servers = servers;
        this.serverLabel = serverLabel;
        this.minutes = minutes;
        this.judge = new SeriesJudge<>(this, hash, maximumBytes, maximumSeries);
    }

    /** Takes samples that were judged before into the picture. */
    void remember(SeriesRecord series) {
        remembering = true;
        judge.take(series);
        book.settleRemembered(series.acceptedAt());
    }

    /** Judges samples; what follows from it is added, in order. */
    void judge(SeriesRecord series, List<Transition> transitions) {
        remembering = false;
        out = transitions;
        judge.take(series);
        book.settle(series.acceptedAt(), transitions);
    }

    /** A server became known that series may have named before. */
    void learn(ServerFact fact) {
        if (missed.remove(fact.serverId())) {
            learned++;
        }
    }

    /** Lets go of the series that had no sample since then, and of the minutes that nothing is to be waited for any more. */
    void forget(long acceptedBefore, long now) {
        judge.endMinutes((now - Micros.of(LATE_SAMPLES)) / 1_000, minutes);
        judge.forget(acceptedBefore);
    }

    /** Whoever takes over goes on with what comes next: what came until now is for this one to keep. */
    void close() {
        judge.endMinutes(Long.MAX_VALUE, minutes);
    }

    /** Samples that were judged before are kept by whoever judged them. */
    @Override
    public SeriesMinutes minutes() {
        return remembering ? SeriesMinutes.NOWHERE : minutes;
    }

    SeriesJudge<Watcher> series() {
        return judge;
    }

    @Override
    public long generation() {
        return book.generation() + learned;
    }

    @Override
    public Watcher[] watchersFor(String accountId, Labels labels, @Nullable String sender) {
        return book.watchersFor(subject(accountId, labels, sender));
    }

    @Override
    public void observe(Watcher watcher, long takenAt, double value, long acceptedAt) {
        if (remembering) {
            watcher.remember(takenAt, value, acceptedAt);
        } else {
            watcher.observe(takenAt, value, acceptedAt, out);
        }
    }

    @Override
    public void release(String accountId, Labels labels, @Nullable String sender, Watcher[] watchers) {
        book.release(subject(accountId, labels, sender), watchers);
    }

    /** A series is about the server that sent it, or the one that it names, if that is one of the account. */
    private Subject subject(String accountId, Labels labels, @Nullable String sender) {
        String named = sender != null ? sender : labels.get(serverLabel);
        if (named.isEmpty()) {
            return new Subject(accountId, labels, null, null, accountId);
        }
        ServerFact server = servers.get(named);
        if (server == null && missed.size() < MOST_MISSED) {
            missed.add(named);
        }
        if (server == null || !accountId.equals(server.accountId())) {
            return new Subject(accountId, labels, null, null, accountId);
        }
        Map<String, String> all = labels.toMap();
        all.put(Subject.SERVER, named);
        if (server.groupId() != null) {
            all.put(Subject.GROUP, server.groupId());
        }
        return new Subject(accountId, Labels.of(all), named, server.groupId(), accountId);
    }
}
