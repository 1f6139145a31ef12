package io.hostmesh.monitoring.series;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Where all series of accounts come in, whatever the format: each account within its limits, and what is over them left out.
 * For any number of threads; each keeps its own buffers.
 */
public final class SeriesDoor {

    /** The form of a body. */
    public enum Format {
        REMOTE_WRITE_1,
        REMOTE_WRITE_2
    }

    /** Who sends: the account, the server by whose token (null for a key), and the request's correlation id. */
    public record Sender(String accountId, @Nullable String serverId, String correlationId) {}

    private final SeriesLimits limits;
    private final LabelHash hash;
    private final Map<String, AccountSeries> accounts = new ConcurrentHashMap<>();
    private final ThreadLocal<Desk> desks = ThreadLocal.withInitial(this::newDesk);

    /** What one thread works with. */
    private static final class Desk {
        final BodyInspection inspection;
        final SecondFormat second = new SecondFormat();
        byte[] uncompressed = new byte[256 * 1_024];
        byte[] compressed = new byte[64 * 1_024];

        Desk(BodyInspection inspection) {
            this.inspection = inspection;
        }
    }

    public SeriesDoor(SeriesLimits limits, LabelHash hash) {
        this.limits = limits;
        this.hash = hash;
    }

    private Desk newDesk() {
        return new Desk(new BodyInspection(limits, hash));
    }

    /** How long the account has to wait because it sent more samples than it may; 0 where it may send. */
    public long waitMillis(String accountId, long nowMillis) {
        return account(accountId, nowMillis).rate.waitMillis(nowMillis);
    }

    /**
     * Looks at a body.
     *
     * @param body one block of snappy
     * @param now in microseconds since 1970
     * @throws MalformedBodyException where it is not of that format; nothing of it is taken then
     */
    public Admission admit(Sender sender, Format format, byte[] body, long now) {
        Desk desk = desks.get();
        int length = uncompress(desk, body);
        if (format == Format.REMOTE_WRITE_2) {
            desk.second.translate(desk.uncompressed, length);
            WriteRequestWriter out = desk.second.out();
            return admit(desk, sender, null, out.bytes(), out.length(), now);
        }
        return admit(desk, sender, body, desk.uncompressed, length, now);
    }

    /** Looks at samples of another format. */
    public Admission admit(SeriesBatch batch, long now) {
        Sender sender = new Sender(batch.accountId(), batch.serverId(), batch.correlationId());
        byte[] body = batch.body();
        return admit(desks.get(), sender, null, body, body.length, now);
    }

    /** Counts activity anew: to be called once in every idle time. */
    public void turn() {
        accounts.values().removeIf(account -> {
            account.active.turn();
            return account.active.size() == 0;
        });
    }

    /** How many series are active. */
    public long activeSeries() {
        long series = 0;
        for (AccountSeries account : accounts.values()) {
            series += account.active.size();
        }
        return series;
    }

    private AccountSeries account(String accountId, long nowMillis) {
        AccountSeries known = accounts.get(accountId);
        return known != null ? known : accounts.computeIfAbsent(accountId, id -> new AccountSeries(limits, nowMillis));
    }

    private Admission admit(Desk desk, Sender sender, byte @Nullable [] asItCame, byte[] bytes, int length, long now) {
        long nowMillis = now / 1_000;
        AccountSeries account = account(sender.accountId(), nowMillis);
        BodyInspection inspection = desk.inspection;
        inspection.inspect(bytes, length, account, sender.serverId(), nowMillis);
        account.rate.take(inspection.accepted());
        SeriesRecord stored = null;
        if (inspection.accepted() > 0) {
            if (!inspection.isWhole()) {
                WriteRequestWriter kept = inspection.kept();
                stored = compressed(desk, sender, kept.bytes(), kept.length(), inspection.accepted(), now);
            } else if (asItCame == null) {
                stored = compressed(desk, sender, bytes, length, inspection.accepted(), now);
            } else {
                stored = stored(sender, asItCame, asItCame.length, inspection.accepted(), now);
            }
        }
        return new Admission(stored, inspection.accepted(), inspection.refused(), inspection.example());
    }

    private int uncompress(Desk desk, byte[] body) {
        try {
            int length = Snappy.uncompressedLength(body, 0, body.length);
            if (length < 0) {
                throw new MalformedBodyException("expected one block of snappy, got other bytes");
            }
            if (length > limits.uncompressedBytes()) {
                throw new TooLargeBodyException(
                        "expected at most " + limits.uncompressedBytes() + " uncompressed bytes, got " + length);
            }
            if (desk.uncompressed.length < length) {
                desk.uncompressed = new byte[Math.max(length, desk.uncompressed.length * 2)];
            }
            return Snappy.uncompress(body, 0, body.length, desk.uncompressed, 0);
        } catch (IOException | IllegalArgumentException noSnappy) {
            throw new MalformedBodyException("expected one block of snappy, got other bytes");
        }
    }

    private static SeriesRecord compressed(Desk desk, Sender sender, byte[] bytes, int length, int samples, long now) {
        int longest = Snappy.maxCompressedLength(length);
        if (desk.compressed.length < longest) {
            desk.compressed = new byte[longest];
        }
        try {
            int size = Snappy.compress(bytes, 0, length, desk.compressed, 0);
            return stored(sender, Arrays.copyOf(desk.compressed, size), size, samples, now);
        } catch (IOException impossible) {
            throw new IllegalStateException("expected snappy to compress " + length + " bytes", impossible);
        }
    }

    private static SeriesRecord stored(Sender sender, byte[] body, int length, int samples, long now) {
        return new SeriesRecord(
                sender.accountId(), sender.serverId(), sender.correlationId(), now, samples, body, 0, length);
    }
}
