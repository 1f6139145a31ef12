package io.hostmesh.monitoring.rollup;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Minutes of several series in bytes. All numbers are whole numbers of variable length (seven bits a byte, the lowest first, the top bit says that
 * more follow), and where they can be negative, their signs are in the lowest bit:
 *
 * <pre>
 * version          one byte, 2
 * series           how many
 * base             a minute, counted from 1970; can be negative
 * then for each series, the least id first:
 *   id             16 bytes
 *   minutes        how many of this series
 *   bytes          of all of these, so that they can be passed over
 *   then for each minute, the earliest first:
 *     minute       after the one before, or after the base
 *     count        of samples, shifted by a bit, in which is 1 where they are kept; then for each, the earliest first:
 *       time       in milliseconds after the beginning of the minute or the sample before, shifted by two bits, and the value's form in these
 *       value      by its form nothing (0): that of the sample before, or 0; the difference from that if it is a whole number, else
 *                  from 0, as a whole number that can be negative (1); or eight bytes (2), as below
 *     and where they are not kept:
 *     first        when the first sample was taken, in milliseconds after the beginning of the minute; can be negative
 *     last         the same of the last sample, after the first; can be negative
 *     forms        two bytes, two bits for each figure, those of the first figure lowest
 *     figures      the first sample, the last one, the least, the greatest, the sum and the increase: by its form
 *                  nothing (0), a whole number (1), which can be negative, or eight bytes, IEEE 754, highest first (2)
 * </pre>
 *
 * A figure that is not there is what the ones before it suggest: the first sample 0, the last one the same as the first, the least and
 * the greatest those of the two, the sum their count times the first, the increase what the last is more than the first. It is left out only where
 * that is the same number, bit by bit: so what is read is what was written. Version 1, which is read too, has no samples, and the count alone, after
 * the times.
 */
public final class MinuteBlock {

    private static final byte VERSION = 2;
    private static final byte WITHOUT_SAMPLES = 1;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int SUGGESTED = 0;
    private static final int WHOLE = 1;
    private static final int BYTES = 2;
    private static final int FORM_BITS = 2;
    private static final int FORM_MASK = 3;
    /** Whole numbers up to this take no more room than eight bytes. */
    private static final double LARGEST_WHOLE = 1L << 48;

    private MinuteBlock() {}

    /** In the order in which blocks have them: by id and time. */
    public static List<SeriesPart> sorted(Collection<SeriesPart> parts) {
        List<SeriesPart> sorted = new ArrayList<>(parts);
        sorted.sort(MinuteBlock::compare);
        return sorted;
    }

    private static int compare(SeriesPart one, SeriesPart other) {
        int order = Long.compareUnsigned(
                one.series().getMostSignificantBits(), other.series().getMostSignificantBits());
        if (order == 0) {
            order = Long.compareUnsigned(
                    one.series().getLeastSignificantBits(), other.series().getLeastSignificantBits());
        }
        return order == 0 ? one.at().compareTo(other.at()) : order;
    }

    /** The block of these minutes, in whatever order they are; several of the same minute are all kept. */
    public static byte[] encode(List<SeriesPart> parts) {
        List<SeriesPart> sorted = sorted(parts);
        long base = sorted.isEmpty() ? 0 : minute(sorted.get(0));
        int series = 0;
        Bytes content = new Bytes();
        Bytes minutes = new Bytes();
        for (int from = 0, to; from < sorted.size(); from = to) {
            UUID id = sorted.get(from).series();
            long before = base;
            minutes.clear();
            for (to = from; to < sorted.size() && sorted.get(to).series().equals(id); to++) {
                SeriesPart next = sorted.get(to);
                minutes.signed(minute(next) - before);
                minutes.number(next.part().count() << 1 | (next.samples() == null ? 0 : 1));
                if (next.samples() == null) {
                    write(minutes, next);
                } else {
                    write(minutes, next.samples(), next.at().toEpochMilli());
                }
                before = minute(next);
            }
            content.eight(id.getMostSignificantBits());
            content.eight(id.getLeastSignificantBits());
            content.number(to - from);
            content.number(minutes.size());
            content.append(minutes);
            series++;
        }
        Bytes block = new Bytes();
        block.one(VERSION);
        block.number(series);
        block.signed(base);
        block.append(content);
        return block.toArray();
    }

    private static long minute(SeriesPart part) {
        return Math.floorDiv(part.at().toEpochMilli(), MINUTE_MILLIS);
    }

    private static void write(Bytes out, Samples samples, long minute) {
        long at = minute;
        double before = 0;
        for (int index = 0; index < samples.size(); index++) {
            double value = samples.value(index);
            int form = form(value, before);
            out.number((samples.takenAt(index) - at) << FORM_BITS | form);
            switch (form) {
                case SUGGESTED -> {}
                case WHOLE -> out.signed((long) value - wholeOf(before));
                default -> out.eight(Double.doubleToRawLongBits(value));
            }
            at = samples.takenAt(index);
            before = value;
        }
    }

    /** The number itself where it is a whole one that is not too large, else 0. */
    private static long wholeOf(double value) {
        return isWhole(value) ? (long) value : 0;
    }

    private static void write(Bytes out, SeriesPart minute) {
        Part part = minute.part();
        long firstAt = part.firstAt().toEpochMilli();
        out.signed(firstAt - minute(minute) * MINUTE_MILLIS);
        out.signed(part.lastAt().toEpochMilli() - firstAt);
        double[] figures = {part.first(), part.last(), part.minimum(), part.maximum(), part.sum(), part.increase()};
        int forms = 0;
        for (int index = 0; index < figures.length; index++) {
            forms |= form(figures[index], suggested(index, figures, part.count())) << (2 * index);
        }
        out.one((byte) forms);
        out.one((byte) (forms >> Byte.SIZE));
        for (int index = 0; index < figures.length; index++) {
            switch ((forms >> (2 * index)) & FORM_MASK) {
                case SUGGESTED -> {}
                case WHOLE -> out.signed((long) figures[index]);
                default -> out.eight(Double.doubleToRawLongBits(figures[index]));
            }
        }
    }

    private static int form(double figure, double suggested) {
        long bits = Double.doubleToRawLongBits(figure);
        if (bits == Double.doubleToRawLongBits(suggested)) {
            return SUGGESTED;
        }
        return isWhole(figure) ? WHOLE : BYTES;
    }

    private static boolean isWhole(double figure) {
        return Math.abs(figure) <= LARGEST_WHOLE
                && Double.doubleToRawLongBits((double) (long) figure) == Double.doubleToRawLongBits(figure);
    }

    /** What the figures before it make likely. */
    private static double suggested(int index, double[] figures, long count) {
        return switch (index) {
            case 0 -> 0;
            case 1 -> figures[0];
            case 2 -> Math.min(figures[0], figures[1]);
            case 3 -> Math.max(figures[0], figures[1]);
            case 4 -> figures[0] * count;
            default -> figures[1] - figures[0];
        };
    }

    /**
     * Reads the minutes of the series that are wanted, in the order of their ids and times.
     *
     * @throws IllegalArgumentException for bytes that are no block of a known version
     */
    public static void decode(byte[] block, Predicate<UUID> wanted, Consumer<SeriesPart> out) {
        ByteBuffer in = ByteBuffer.wrap(block);
        try {
            byte version = in.get();
            if (version != VERSION && version != WITHOUT_SAMPLES) {
                throw new IllegalArgumentException("expected a block of version " + VERSION + ", got " + version);
            }
            long series = number(in);
            long base = signed(in);
            for (long index = 0; index < series; index++) {
                UUID id = new UUID(in.getLong(), in.getLong());
                long minutes = number(in);
                int end = Math.addExact(Math.toIntExact(number(in)), in.position());
                if (wanted.test(id)) {
                    long before = base;
                    for (long minute = 0; minute < minutes; minute++) {
                        before += signed(in);
                        out.accept(version == VERSION ? minute(in, id, before) : readEarlier(in, id, before));
                    }
                }
                in.position(end);
            }
        } catch (BufferUnderflowException | ArithmeticException e) {
            throw new IllegalArgumentException("expected a block of minutes, got one that is cut off", e);
        }
    }

    private static SeriesPart minute(ByteBuffer in, UUID series, long minute) {
        long countAndKind = number(in);
        long count = countAndKind >>> 1;
        if ((countAndKind & 1) == 1) {
            return readSamples(in, series, minute, Math.toIntExact(count));
        }
        long firstAt = minute * MINUTE_MILLIS + signed(in);
        return read(in, series, minute, firstAt, firstAt + signed(in), count);
    }

    private static SeriesPart readEarlier(ByteBuffer in, UUID series, long minute) {
        long firstAt = minute * MINUTE_MILLIS + signed(in);
        long lastAt = firstAt + signed(in);
        return read(in, series, minute, firstAt, lastAt, number(in));
    }

    private static SeriesPart readSamples(ByteBuffer in, UUID series, long minute, int size) {
        if (size < 0 || size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        long[] takenAt = new long[size];
        double[] values = new double[size];
        long at = minute * MINUTE_MILLIS;
        double before = 0;
        for (int index = 0; index < size; index++) {
            long timeAndForm = number(in);
            at += timeAndForm >>> FORM_BITS;
            before = switch ((int) timeAndForm & FORM_MASK) {
                case SUGGESTED -> before;
                case WHOLE -> wholeOf(before) + signed(in);
                default -> in.getDouble();
            };
            takenAt[index] = at;
            values[index] = before;
        }
        return SeriesPart.of(series, Instant.ofEpochMilli(minute * MINUTE_MILLIS), new Samples(takenAt, values));
    }

    private static SeriesPart read(ByteBuffer in, UUID series, long minute, long firstAt, long lastAt, long count) {
        int forms = (in.get() & 0xff) | ((in.get() & 0xff) << Byte.SIZE);
        double[] figures = new double[6];
        for (int index = 0; index < figures.length; index++) {
            figures[index] = switch ((forms >> (2 * index)) & FORM_MASK) {
                case SUGGESTED -> suggested(index, figures, count);
                case WHOLE -> signed(in);
                default -> in.getDouble();
            };
        }
        Part part = new Part(
                count,
                figures[4],
                figures[2],
                figures[3],
                Instant.ofEpochMilli(firstAt),
                figures[0],
                Instant.ofEpochMilli(lastAt),
                figures[1],
                figures[5]);
        return new SeriesPart(series, Instant.ofEpochMilli(minute * MINUTE_MILLIS), part);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("expected a number of at most 64 bits");
    }

    private static long signed(ByteBuffer in) {
        long number = number(in);
        return (number >>> 1) ^ -(number & 1);
    }
}
