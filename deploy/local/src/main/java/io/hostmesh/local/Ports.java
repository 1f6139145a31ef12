package io.hostmesh.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ports on loopback. */
final class Ports {

    /** A process that was killed can hold its port for a moment after it is gone from the process table. */
    private static final Duration LET_GO_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(50);

    private Ports() {}

    /** Throws where another program listens on that port: what answers there would not be ours. */
    static void requireFree(int port, String what) {
        long deadline = System.nanoTime() + LET_GO_WITHIN.toNanos();
        while (!isFree(port)) {
            if (System.nanoTime() > deadline) {
                throw new LauncherException("port " + port + " (for " + what + ") is in use by another program:"
                        + " end that, or set HOSTMESH_PORT to the first of " + Settings.PORTS + " free ports");
            }
            LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() == port;
        } catch (IOException inUse) {
            return false;
        }
    }
}
