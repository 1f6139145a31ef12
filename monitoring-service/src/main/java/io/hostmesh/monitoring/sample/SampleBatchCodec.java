package io.hostmesh.monitoring.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a batch, the value of a record of the samples topic.
 *
 * <pre>
 *   byte 'H', byte version (1)
 *   text server, text group (empty: none), text account (empty: none), text correlation
 *   zigzag acceptedAt in microseconds
 *   varint number of metrics, each a text
 *   varint number of samples, each:
 *     varint metric number
 *     zigzag takenAt in microseconds, less that of the sample before; the first, less acceptedAt
 *     8 bytes value: the bits of a double, most significant byte first
 * </pre>
 *
 * A text is its length in bytes as a varint, then UTF-8. A varint is seven bits a byte, least significant first. A batch
 * takes about 12 bytes a sample.
 */
public final class SampleBatchCodec {

    private static final byte MAGIC = 'H';
    private static final byte VERSION = 1;
    private static final int SMALLEST_SAMPLE = 10;

    private SampleBatchCodec() {}

    public static byte[] encode(SampleBatch batch) {
        Writer out = new Writer(128 + batch.metricCount() * 24 + batch.size() * 14);
        out.putByte(MAGIC);
        out.putByte(VERSION);
        out.putText(batch.serverId());
        out.putText(batch.groupId());
        out.putText(batch.accountId());
        out.putText(batch.correlationId());
        out.putZigzag(batch.acceptedAt());
        out.putVarint(batch.metricCount());
        for (int number = 0; number < batch.metricCount(); number++) {
            out.putText(batch.metric(number));
        }
        out.putVarint(batch.size());
        long before = batch.acceptedAt();
        for (int index = 0; index < batch.size(); index++) {
            out.putVarint(batch.metricNumberAt(index));
            out.putZigzag(batch.takenAt(index) - before);
            out.putLong(Double.doubleToRawLongBits(batch.value(index)));
            before = batch.takenAt(index);
        }
        return out.toBytes();
    }

    /**
     * The batch of these bytes.
     *
     * @throws UndecodableBatchException for anything that {@link #encode} does not write
     */
    public static SampleBatch decode(byte[] bytes) {
        try {
            return decode(new Reader(bytes));
        } catch (ArrayIndexOutOfBoundsException truncated) {
            throw new UndecodableBatchException("expected a whole batch, got " + bytes.length + " bytes of one");
        }
    }

    private static SampleBatch decode(Reader in) {
        if (in.takeByte() != MAGIC) {
            throw new UndecodableBatchException("expected a sample batch, got other bytes");
        }
        byte version = in.takeByte();
        if (version != VERSION) {
            throw new UndecodableBatchException("expected version " + VERSION + " of a sample batch, got " + version);
        }
        String serverId = in.takeText();
        String groupId = in.takeText();
        String accountId = in.takeText();
        String correlationId = in.takeText();
        long acceptedAt = in.takeZigzag();
        String[] metrics = new String[in.takeCount(1)];
        for (int number = 0; number < metrics.length; number++) {
            metrics[number] = in.takeText();
        }
        int size = in.takeCount(SMALLEST_SAMPLE);
        int[] metricNumbers = new int[size];
        long[] takenAt = new long[size];
        double[] values = new double[size];
        long before = acceptedAt;
        for (int index = 0; index < size; index++) {
            int metricNumber = (int) in.takeVarint();
            if (metricNumber < 0 || metricNumber >= metrics.length) {
                throw new UndecodableBatchException(
                        "expected one of " + metrics.length + " metrics, got number " + metricNumber);
            }
            metricNumbers[index] = metricNumber;
            before += in.takeZigzag();
            takenAt[index] = before;
            values[index] = Double.longBitsToDouble(in.takeLong());
        }
        in.expectEnd();
        return new SampleBatch(
                serverId,
                groupId.isEmpty() ? null : groupId,
                accountId.isEmpty() ? null : accountId,
                correlationId,
                acceptedAt,
                metrics,
                metricNumbers,
                takenAt,
                values,
                size);
    }

    private static final class Writer {
        private byte[] bytes;
        private int position;

        Writer(int expected) {
            bytes = new byte[expected];
        }

        void putByte(byte value) {
            ensure(1);
            bytes[position++] = value;
        }

        void putVarint(long value) {
            ensure(10);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes[position++] = (byte) ((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            bytes[position++] = (byte) rest;
        }

        void putZigzag(long value) {
            putVarint((value << 1) ^ (value >> 63));
        }

        void putLong(long value) {
            ensure(8);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes[position++] = (byte) (value >>> shift);
            }
        }

        void putText(@Nullable String text) {
            if (text == null) {
                putVarint(0);
                return;
            }
            byte[] encoded = text.getBytes(UTF_8);
            putVarint(encoded.length);
            ensure(encoded.length);
            System.arraycopy(encoded, 0, bytes, position, encoded.length);
            position += encoded.length;
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, position);
        }

        private void ensure(int more) {
            if (bytes.length - position < more) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
            }
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int position;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        byte takeByte() {
            return bytes[position++];
        }

        long takeVarint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = bytes[position++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new UndecodableBatchException("expected a number of at most 10 bytes");
        }

        long takeZigzag() {
            long value = takeVarint();
            return (value >>> 1) ^ -(value & 1);
        }

        long takeLong() {
            long value = 0;
            for (int count = 0; count < 8; count++) {
                value = (value << 8) | (bytes[position++] & 0xFF);
            }
            return value;
        }

        /** How many things follow; refused where the bytes that are left cannot hold so many. */
        int takeCount(int smallest) {
            long count = takeVarint();
            if (count < 0 || count > (bytes.length - position) / smallest) {
                throw new UndecodableBatchException("expected no more than the bytes hold, got a count of " + count);
            }
            return (int) count;
        }

        String takeText() {
            int length = takeCount(1);
            String text = new String(bytes, position, length, UTF_8);
            position += length;
            return text;
        }

        void expectEnd() {
            if (position != bytes.length) {
                throw new UndecodableBatchException(
                        "expected the end of the batch, got " + (bytes.length - position) + " more bytes");
            }
        }
    }
}
