package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The series of one request as they travel, the value of a record of the samples topic beside the batches of version 1.
 *
 * <pre>
 *   byte 'H', byte version (2)
 *   text account, text server of the sender's token (empty: an account's key), text correlation
 *   varint acceptedAt in microseconds
 *   varint number of samples
 *   the rest: a body of Prometheus remote write 1.0, compressed as one block of snappy
 * </pre>
 *
 * A text is its length in bytes as a varint, then UTF-8. In the body labels come before samples, names ascend, no name is
 * there twice and no label is empty, so that the same labels are always the same bytes.
 */
public final class SeriesRecord {

    private static final byte MAGIC = 'H';
    private static final byte VERSION = 2;

    private final String accountId;
    private final @Nullable String serverId;
    private final String correlationId;
    private final long acceptedAt;
    private final int samples;
    private final byte[] bytes;
    private final int bodyFrom;
    private final int bodyTo;

    /** A record whose body is in {@code bytes} from {@code bodyFrom} until before {@code bodyTo}; they are not copied. */
    SeriesRecord(
            String accountId,
            @Nullable String serverId,
            String correlationId,
            long acceptedAt,
            int samples,
            byte[] bytes,
            int bodyFrom,
            int bodyTo) {
        this.accountId = accountId;
        this.serverId = serverId;
        this.correlationId = correlationId;
        this.acceptedAt = acceptedAt;
        this.samples = samples;
        this.bytes = bytes;
        this.bodyFrom = bodyFrom;
        this.bodyTo = bodyTo;
    }

    /** Whose the series are; the key of the record. */
    public String accountId() {
        return accountId;
    }

    /** The server that sent them with its own token; null where a key of the account did. */
    public @Nullable String serverId() {
        return serverId;
    }

    public String correlationId() {
        return correlationId;
    }

    /** When the request was accepted, by the clock of monitoring, in microseconds. */
    public long acceptedAt() {
        return acceptedAt;
    }

    /** How many samples the body holds. */
    public int samples() {
        return samples;
    }

    byte[] bytes() {
        return bytes;
    }

    int bodyFrom() {
        return bodyFrom;
    }

    int bodyTo() {
        return bodyTo;
    }

    /** Whether a record's value is one of these. */
    public static boolean isOne(byte[] value) {
        return value.length > 2 && value[0] == MAGIC && value[1] == VERSION;
    }

    /** The binary form. */
    public byte[] encode() {
        byte[] account = accountId.getBytes(UTF_8);
        byte[] server = serverId == null ? new byte[0] : serverId.getBytes(UTF_8);
        byte[] correlation = correlationId.getBytes(UTF_8);
        int head = 2
                + textLength(account)
                + textLength(server)
                + textLength(correlation)
                + WriteRequestWriter.sizeOf(acceptedAt)
                + WriteRequestWriter.sizeOf(samples);
        byte[] value = new byte[head + bodyTo - bodyFrom];
        value[0] = MAGIC;
        value[1] = VERSION;
        int position = putText(value, 2, account);
        position = putText(value, position, server);
        position = putText(value, position, correlation);
        position = WriteRequestWriter.putVarint(value, position, acceptedAt);
        position = WriteRequestWriter.putVarint(value, position, samples);
        System.arraycopy(bytes, bodyFrom, value, position, bodyTo - bodyFrom);
        return value;
    }

    /**
     * The record with that binary form; the body stays where it is.
     *
     * @throws MalformedBodyException for bytes that have no such beginning
     */
    public static SeriesRecord decode(byte[] value) {
        if (!isOne(value)) {
            throw new MalformedBodyException("expected a record of series");
        }
        Wire wire = new Wire();
        wire.open(value, 2, value.length);
        String account = takeText(wire);
        String server = takeText(wire);
        String correlation = takeText(wire);
        long acceptedAt = wire.varint();
        long samples = wire.varint();
        if (account.isEmpty() || samples < 0 || samples > Integer.MAX_VALUE) {
            throw new MalformedBodyException("expected an account and a number of samples");
        }
        return new SeriesRecord(
                account,
                server.isEmpty() ? null : server,
                correlation,
                acceptedAt,
                (int) samples,
                value,
                wire.position,
                value.length);
    }

    private static int textLength(byte[] text) {
        return WriteRequestWriter.sizeOf(text.length) + text.length;
    }

    private static int putText(byte[] target, int at, byte[] text) {
        int position = WriteRequestWriter.putVarint(target, at, text.length);
        System.arraycopy(text, 0, target, position, text.length);
        return position + text.length;
    }

    private static String takeText(Wire wire) {
        int length = wire.length();
        String text = new String(wire.bytes, wire.position, length, UTF_8);
        wire.position += length;
        return text;
    }
}
