package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks a body of remote write 1.0 through, series by series, and keeps what may be kept. A body that is good as a whole and
 * in the usual form costs one pass and no object, and can travel as it came; otherwise what is good of it is written anew.
 * The labels of a series are looked at in detail when it becomes active, not with each sample. One instance serves one
 * thread, for one body after the other.
 */
final class BodyInspection {

    private static final int SERIES = 1 << 3 | Wire.BYTES;

    private final SeriesLimits limits;
    private final LabelHash hash;
    private final LabelCheck check;
    private final UnusualSeries unusual = new UnusualSeries();
    private final WriteRequestWriter kept = new WriteRequestWriter();
    private final Wire wire = new Wire();
    private final SampleReader samples = new SampleReader();
    private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);

    private byte[] body = {};
    private AccountSeries account;
    private byte @Nullable [] sender;
    private long senderHash;
    private long earliest;
    private long latest;
    private boolean rewritten;
    /** Where the next series is found among the active ones, if it comes after the same one as when it was let in. */
    private int expected;

    private int accepted;
    private int exemplars;
    private @Nullable String example;

    BodyInspection(SeriesLimits limits, LabelHash hash) {
        this.limits = limits;
        this.hash = hash;
        this.check = new LabelCheck(limits);
        this.account = new AccountSeries(limits, 0);
    }

    /**
     * Looks the first bytes through.
     *
     * @param serverId the server whose token came with them; null for a key of the account
     * @throws MalformedBodyException where they are no such body; nothing of it counts then
     */
    void inspect(byte[] bytes, int length, AccountSeries ofAccount, @Nullable String serverId, long nowMillis) {
        body = bytes;
        account = ofAccount;
        sender = serverId == null ? null : serverId.getBytes(UTF_8);
        senderHash = serverId == null ? 0 : hash.of(serverId);
        earliest = nowMillis - limits.pastMillis();
        latest = nowMillis + limits.futureMillis();
        rewritten = false;
        accepted = 0;
        expected = 0;
        exemplars = 0;
        refused.clear();
        example = null;
        kept.clear();
        wire.open(bytes, 0, length);
        while (wire.hasMore()) {
            int fieldFrom = wire.position;
            int tag = wire.tag();
            if (tag == SERIES) {
                int size = wire.length();
                wire.position += size;
                look(bytes, fieldFrom, wire.position - size, wire.position);
            } else {
                wire.skip(tag);
                keep(bytes, fieldFrom, wire.position);
            }
        }
    }

    /** Samples that are kept. */
    int accepted() {
        return accepted;
    }

    int exemplars() {
        return exemplars;
    }

    /** How many samples are refused, by the reason; empty where none is. */
    Map<Refusal, Integer> refused() {
        return refused.isEmpty() ? Map.of() : new EnumMap<>(refused);
    }

    private void refuse(Refusal reason, int count) {
        if (count > 0) {
            refused.merge(reason, count, Integer::sum);
        }
    }

    /** Whether all of the body is kept, in the form it came in. */
    boolean isWhole() {
        return !rewritten;
    }

    /** What is kept of a body that is not kept whole. */
    WriteRequestWriter kept() {
        return kept;
    }

    /** The labels of the first series of which something was refused. */
    @Nullable
    String example() {
        return example;
    }

    private void look(byte[] bytes, int fieldFrom, int from, int to) {
        boolean inOrder = samples.read(bytes, from, to, earliest, latest);
        long series = hash.of(bytes, from, samples.labelsTo) ^ senderHash;
        Refusal refusal = null;
        int found = account.active.find(series, expected);
        expected = found + 1;
        if (!inOrder || found < 0) {
            refusal = check.look(bytes, from, samples.labelsTo, sender);
            if (!inOrder || !check.usual()) {
                lookAnew(fieldFrom, from, to);
                return;
            }
            if (refusal == null && samples.good > 0 && !account.active.admit(series)) {
                refusal = Refusal.TOO_MANY_SERIES;
            }
        }
        settle(refusal, bytes, fieldFrom, from, to);
    }

    private void lookAnew(int fieldFrom, int from, int to) {
        int length = unusual.rewrite(body, from, to);
        byte[] series = unusual.bytes();
        rewriteFrom(fieldFrom);
        samples.read(series, 0, length, earliest, latest);
        Refusal refusal = check.look(series, 0, samples.labelsTo, sender);
        if (refusal == null && !check.usual()) {
            refusal = Refusal.NO_TEXT;
        }
        long hashed = hash.of(series, 0, samples.labelsTo) ^ senderHash;
        if (refusal == null && samples.good > 0 && !account.active.admit(hashed)) {
            refusal = Refusal.TOO_MANY_SERIES;
        }
        if (isAllGood(refusal)) {
            kept.series(series, 0, length);
            accepted += samples.good;
        } else {
            keepPart(refusal, series, 0, length);
        }
        exemplars += samples.exemplars;
    }

    private void settle(@Nullable Refusal refusal, byte[] bytes, int fieldFrom, int from, int to) {
        if (isAllGood(refusal)) {
            accepted += samples.good;
            keep(bytes, fieldFrom, to);
        } else {
            rewriteFrom(fieldFrom);
            keepPart(refusal, bytes, from, to);
        }
        exemplars += samples.exemplars;
    }

    private boolean isAllGood(@Nullable Refusal refusal) {
        return refusal == null
                && samples.old + samples.early + samples.histograms == 0
                && accepted + samples.good <= limits.samples();
    }

    /** Keeps the good samples of a series that has others, and counts those. */
    private void keepPart(@Nullable Refusal refusal, byte[] bytes, int from, int to) {
        if (example == null) {
            example = LabelText.of(bytes, from, samples.labelsTo);
        }
        refuse(Refusal.HISTOGRAM, samples.histograms);
        if (refusal != null) {
            refuse(refusal, samples.good + samples.old + samples.early);
            return;
        }
        refuse(Refusal.TOO_OLD, samples.old);
        refuse(Refusal.TOO_NEW, samples.early);
        int room = Math.max(0, limits.samples() - accepted);
        int taken = Math.min(samples.good, room);
        refuse(Refusal.TOO_MANY_SAMPLES, samples.good - taken);
        if (taken > 0) {
            kept.beginSeries();
            kept.labels(bytes, from, samples.labelsTo);
            samples.copyGood(bytes, to, earliest, latest, taken, kept);
            kept.endSeries();
            accepted += taken;
        }
    }

    private void keep(byte[] bytes, int fieldFrom, int fieldTo) {
        if (rewritten) {
            kept.raw(bytes, fieldFrom, fieldTo);
        }
    }

    /** From that field on, the body is written anew. */
    private void rewriteFrom(int fieldFrom) {
        if (!rewritten) {
            rewritten = true;
            kept.raw(body, 0, fieldFrom);
        }
    }
}
