package io.hostmesh.monitoring.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A host, without brackets around an IPv6 address, and a port. */
record HostAndPort(String host, int port) {

    static final int LAST_PORT = 65_535;
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9_][A-Za-z0-9._-]{0,252})):([0-9]{1,5})");

    /** Null where the text is none. */
    static @Nullable HostAndPort read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return port < 1 || port > LAST_PORT ? null : new HostAndPort(host, port);
    }

    /** Of a text that was read before. */
    static HostAndPort of(String text) {
        HostAndPort read = read(text);
        if (read == null) {
            throw new IllegalArgumentException("expected host:port, got " + text);
        }
        return read;
    }
}
