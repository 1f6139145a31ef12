package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.label.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the series whose records travel in one partition and hands their samples to whoever watches them. A series that is
 * known costs a hash of its labels where it comes after the one that it came after the first time, and a sample of it no object.
 * For one thread.
 *
 * @param <W> what watches a series
 */
public final class SeriesJudge<W> {

    /** Who wants which series. Times are in microseconds. */
    public interface Watching<W> {

        /** Counts up whenever the watchers of series that were seen before may be others. */
        long generation();

        /**
         * What wants the samples of a series.
         *
         * @param sender the server whose token the series came with; null for a key of the account
         */
        W[] watchersFor(String accountId, Labels labels, @Nullable String sender);

        /** A new sample of a series, newer than all before. */
        void observe(W watcher, long takenAt, double value, long acceptedAt);

        /** Where minutes go that are over; {@link SeriesMinutes#NOWHERE} where samples are not to be kept now. */
        default SeriesMinutes minutes() {
            return SeriesMinutes.NOWHERE;
        }

        /** A series is let go of, as nothing came of it for long. */
        void release(String accountId, Labels labels, @Nullable String sender, W[] watchers);
    }

    private static final int SERIES = 1 << 3 | Wire.BYTES;

    private final Watching<W> watching;
    private final LabelHash hash;
    private final int maximumSeries;
    private final Map<String, SeriesTable<W>> accounts = new HashMap<>();
    private final Wire wire = new Wire();
    private final SampleReader samples = new SampleReader();
    private final SharedTexts texts = new SharedTexts();
    private final BodyBuffer buffer;
    private byte[] body = {};
    private long late;
    private long untracked;

    /**
     * Begins without any series.
     *
     * @param maximumBytes of a body, uncompressed
     * @param maximumSeries of an account; what is more is not followed
     */
    public SeriesJudge(Watching<W> watching, LabelHash hash, int maximumBytes, int maximumSeries) {
        this.watching = watching;
        this.hash = hash;
        this.buffer = new BodyBuffer(maximumBytes);
        this.maximumSeries = maximumSeries;
    }

    /**
     * Takes the samples of a record.
     *
     * @throws MalformedBodyException where its body is none; what came before that is taken
     */
    public void take(SeriesRecord record) {
        int length = buffer.read(record);
        body = buffer.bytes();
        SeriesTable<W> table = accounts.computeIfAbsent(record.accountId(), id -> new SeriesTable<>());
        long generation = watching.generation();
        SeriesMinutes minutes = watching.minutes();
        SeriesState<W> before = null;
        wire.open(body, 0, length);
        while (wire.hasMore()) {
            int tag = wire.tag();
            if (tag != SERIES) {
                wire.skip(tag);
                continue;
            }
            int size = wire.length();
            int from = wire.position;
            int to = from + size;
            wire.position = to;
            SeriesState<W> state = before == null ? null : table.after(before);
            if (state == null || !state.isAt(body, from, to, record.serverId(), hash)) {
                state = find(table, record, from, to);
            }
            if (state != null) {
                if (state.generation != generation) {
                    state.generation = generation;
                    state.watchers = watchersOf(record.accountId(), state);
                }
                takeSamples(state, from + state.labelBytes, to, record, minutes);
                before = state;
            }
        }
    }

    /** Lets go of the series that had no sample since then. */
    public void forget(long acceptedBefore) {
        accounts.entrySet().removeIf(account -> {
            account.getValue()
                    .forget(
                            acceptedBefore,
                            gone -> watching.release(account.getKey(), labelsOf(gone), gone.sender, gone.watchers));
            return account.getValue().size() == 0;
        });
    }

    /** How many series are followed. */
    public int size() {
        return accounts.values().stream().mapToInt(SeriesTable::size).sum();
    }

    /** How many samples were not newer than those before them, and so not judged. */
    public long late() {
        return late;
    }

    /** How many samples were not judged because their account has too many series. */
    public long untracked() {
        return untracked;
    }

    private @Nullable SeriesState<W> find(SeriesTable<W> table, SeriesRecord record, int from, int to) {
        int labelsTo = samples.labelsTo(body, from, to);
        long key = hash.of(body, from, labelsTo);
        SeriesState<W> known = table.find(key, body, from, labelsTo, record.serverId());
        if (known != null) {
            return known;
        }
        if (table.size() >= maximumSeries) {
            untracked++;
            return null;
        }
        byte[] labels = Arrays.copyOfRange(body, from, labelsTo);
        W[] watchers = watching.watchersFor(record.accountId(), read(labels), record.serverId());
        SeriesState<W> made = new SeriesState<>(key, labels, record.serverId(), watchers, watching.generation());
        table.add(made);
        return made;
    }

    private void takeSamples(SeriesState<W> state, int from, int to, SeriesRecord record, SeriesMinutes minutes) {
        long acceptedAt = record.acceptedAt();
        samples.open(body, from, to);
        state.acceptedAt = acceptedAt;
        while (samples.next()) {
            long takenAt = samples.takenAt * 1_000;
            if (takenAt <= state.takenAt) {
                late++;
                if (minutes != SeriesMinutes.NOWHERE && Double.isFinite(samples.value)) {
                    keepLate(state, record.accountId(), minutes);
                }
                continue;
            }
            state.takenAt = takenAt;
            if (minutes != SeriesMinutes.NOWHERE && Double.isFinite(samples.value)) {
                keep(state, record.accountId(), minutes);
            }
            for (W watcher : state.watchers) {
                watching.observe(watcher, takenAt, samples.value, acceptedAt);
            }
        }
    }

    private void keep(SeriesState<W> state, String accountId, SeriesMinutes minutes) {
        OpenMinute minute = state.minute;
        if (minute == null) {
            minute = new OpenMinute(new SeriesName(accountId, state.sender, state.labels));
            state.minute = minute;
        } else if (minute.isOverBy(samples.takenAt)) {
            end(minute, minutes);
        }
        minute.add(samples.takenAt, samples.value);
    }

    /** One of the minute that is open goes into it, others make pieces of their minutes, which are joined where they are kept. */
    private void keepLate(SeriesState<W> state, String accountId, SeriesMinutes minutes) {
        OpenMinute minute = state.minute;
        if (minute == null || !minute.includes(samples.takenAt)) {
            minute = state.late;
            if (minute == null) {
                minute = new OpenMinute(new SeriesName(accountId, state.sender, state.labels));
                state.late = minute;
            } else if (!minute.includes(samples.takenAt)) {
                end(minute, minutes);
            }
        }
        if (!minute.addLate(samples.takenAt, samples.value)) {
            minutes.tooLate();
        }
    }

    private static void end(@Nullable OpenMinute minute, SeriesMinutes minutes) {
        SeriesMinute ended = minute == null ? null : minute.end();
        if (ended != null) {
            minutes.take(ended);
        }
    }

    /** Ends the minutes that were over at that time, in milliseconds since 1970: nothing may come any more that ends them. */
    public void endMinutes(long millis, SeriesMinutes minutes) {
        for (SeriesTable<W> table : accounts.values()) {
            table.forEach(state -> {
                if (state.minute != null && state.minute.isOverBy(millis)) {
                    end(state.minute, minutes);
                }
                end(state.late, minutes);
                state.late = null;
            });
        }
    }

    private W[] watchersOf(String accountId, SeriesState<W> state) {
        return watching.watchersFor(accountId, labelsOf(state), state.sender);
    }

    private Labels labelsOf(SeriesState<?> state) {
        return read(state.labels);
    }

    /** Watchers keep them. */
    private Labels read(byte[] labels) {
        return SeriesLabels.read(labels, 0, labels.length, texts::of);
    }
}
