package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How long the disk takes to have a page for good, with nothing else to do: no commit that waits for it can be faster. */
final class DiskFlush {

    private static final int PAGE_BYTES = 8192;
    private static final int PAGES = 2048;
    private static final int FLUSHES = 300;
    private static final Duration BETWEEN = Duration.ofMillis(30);

    private DiskFlush() {}

    /** Flushes a few hundred times in that folder and adds the percentiles, in milliseconds. */
    static void measure(Path folder, ObjectNode result) {
        double[] millis = new double[FLUSHES];
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
        try {
            Path file = Files.createTempFile(Files.createDirectories(folder), "flush", null);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                for (long number = 0; number < PAGES; number++) {
                    channel.write(page.clear(), number * PAGE_BYTES);
                }
                channel.force(true);
                for (int number = 0; number < FLUSHES; number++) {
                    channel.write(page.clear(), (long) (number % PAGES) * PAGE_BYTES);
                    long begin = System.nanoTime();
                    channel.force(false);
                    millis[number] = (System.nanoTime() - begin) / 1e6;
                    LockSupport.parkNanos(BETWEEN.toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Percentiles percentiles = new Percentiles(millis);
        result.put("p50_ms", percentiles.at(50))
                .put("p99_ms", percentiles.at(99))
                .put("max_ms", percentiles.maximum());
    }
}
