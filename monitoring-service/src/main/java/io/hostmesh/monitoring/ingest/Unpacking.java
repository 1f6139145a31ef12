package io.hostmesh.monitoring.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Takes the gzip off a body, as far as it may be large. */
public final class Unpacking {

    /** A body that cannot be unpacked; {@code status} is what HTTP says to that. */
    public static final class UnpackingException extends RuntimeException {

        private final int status;

        UnpackingException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private Unpacking() {}

    /**
     * The body as it was before its sender packed it.
     *
     * @param encoding the header {@code Content-Encoding}; null where there is none
     * @throws UnpackingException 415 for another encoding than gzip, 413 for more than the bound, 400 for no gzip
     */
    public static byte[] unpack(byte[] body, @Nullable String encoding, int maximumBytes) {
        String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity")) {
            if (body.length > maximumBytes) {
                throw tooLarge(maximumBytes);
            }
            return body;
        }
        if (!name.equals("gzip")) {
            throw new UnpackingException(415, "Expected Content-Encoding gzip or none, got " + name + ".");
        }
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream(Math.min(maximumBytes, body.length * 4 + 64));
        byte[] part = new byte[16 * 1024];
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int read = gzip.read(part); read >= 0; read = gzip.read(part)) {
                if (unpacked.size() + read > maximumBytes) {
                    throw tooLarge(maximumBytes);
                }
                unpacked.write(part, 0, read);
            }
        } catch (IOException e) {
            throw new UnpackingException(400, "The body is not what Content-Encoding gzip says.");
        }
        return unpacked.toByteArray();
    }

    private static UnpackingException tooLarge(int maximumBytes) {
        return new UnpackingException(413, "Expected a body of at most " + maximumBytes + " bytes once unpacked.");
    }
}
