package io.hostmesh.provisioning.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Lets one thread of all instances at a time do something with a server's machine. Whoever is killed lets go of it; servers
 * whose ids hash alike wait for each other.
 */
final class Exclusion {

    private static final int STRIPES = 64;

    /** A lock on a file excludes other processes only. */
    private static final ReentrantLock[] IN_THIS_PROCESS =
            IntStream.range(0, STRIPES).mapToObj(stripe -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private final Path file;

    Exclusion(Path file) {
        this.file = file;
    }

    /** What is done with the machine. */
    interface Work {
        void run() throws IOException;
    }

    void run(String serverId, Work work) throws IOException {
        int stripe = Math.floorMod(serverId.hashCode(), STRIPES);
        IN_THIS_PROCESS[stripe].lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock(stripe, 1, false)) {
            work.run();
            lock.release();
        } finally {
            IN_THIS_PROCESS[stripe].unlock();
        }
    }
}
