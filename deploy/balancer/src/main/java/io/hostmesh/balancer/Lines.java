package io.hostmesh.balancer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads lines, with bounds to their length and number. */
final class Lines {

    private static final int LONGEST = 1_024;
    private static final int MOST = 10_000;

    private final InputStream in;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() >= LONGEST) {
                throw new IOException(
                        next < 0 ? "it ended before its last line" : "a line has more than " + LONGEST + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The lines up to the one that is a point. */
    List<String> untilPoint() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = next(); !line.equals("."); line = next()) {
            if (lines.size() >= MOST) {
                throw new IOException("it has more than " + MOST + " lines");
            }
            lines.add(line);
        }
        return lines;
    }
}
