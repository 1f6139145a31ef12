package io.hostmesh.monitoring.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hostmesh.monitoring.label.Labels;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a series is known by wherever it is kept. The same account, sender and labels are always the same id, whoever makes it, so
 * that none has to be asked for.
 */
public final class SeriesName {

    private static final int ID_BYTES = 16;

    private final String accountId;
    private final @Nullable String sender;
    private final byte[] labels;
    private @Nullable UUID id;
    private long storedAt = Long.MIN_VALUE;

    /** The series with those labels, as they travel; they are not copied. */
    SeriesName(String accountId, @Nullable String sender, byte[] labels) {
        this.accountId = accountId;
        this.sender = sender;
        this.labels = labels;
    }

    public String accountId() {
        return accountId;
    }

    /** The server whose token the series came with; null for a key of the account. */
    public @Nullable String sender() {
        return sender;
    }

    public Labels labels() {
        return SeriesLabels.read(labels, 0, labels.length);
    }

    /** The first half of a SHA-256 of all that it is known by. Not for more than one thread. */
    public UUID id() {
        UUID known = id;
        if (known == null) {
            known = hash();
            id = known;
        }
        return known;
    }

    private UUID hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(("series\n" + accountId + "\n" + (sender == null ? "" : sender) + "\n").getBytes(UTF_8));
            ByteBuffer half = ByteBuffer.wrap(digest.digest(labels), 0, ID_BYTES);
            return new UUID(half.getLong(), half.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256, which every Java has", e);
        }
    }

    /** Whether its labels were stored since then, in milliseconds since 1970. For the thread that stores them. */
    public boolean isStoredSince(long millis) {
        return storedAt >= millis;
    }

    /** Its labels are stored. */
    public void stored(long millis) {
        storedAt = millis;
    }
}
