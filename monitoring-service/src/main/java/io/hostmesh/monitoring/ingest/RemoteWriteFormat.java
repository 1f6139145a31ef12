package io.hostmesh.monitoring.ingest;

import io.hostmesh.monitoring.series.SeriesDoor.Format;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells by the headers of a request which version of remote write its body is. */
final class RemoteWriteFormat {

    private RemoteWriteFormat() {}

    /** The format, or null for any other. Without {@code Content-Encoding} snappy is meant: there is no other. */
    static @Nullable Format of(@Nullable String contentType, @Nullable String contentEncoding) {
        if (contentType == null || (contentEncoding != null && !contentEncoding.equalsIgnoreCase("snappy"))) {
            return null;
        }
        String[] parts = contentType.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase("application/x-protobuf")) {
            return null;
        }
        Format format = Format.REMOTE_WRITE_1;
        for (int index = 1; index < parts.length; index++) {
            String parameter = parts[index].strip();
            if (!parameter.toLowerCase(Locale.ROOT).startsWith("proto=")) {
                continue;
            }
            String message = parameter.substring("proto=".length()).replace("\"", "");
            if (message.equals("io.prometheus.write.v2.Request")) {
                format = Format.REMOTE_WRITE_2;
            } else if (!message.equals("prometheus.WriteRequest")) {
                return null;
            }
        }
        return format;
    }
}
