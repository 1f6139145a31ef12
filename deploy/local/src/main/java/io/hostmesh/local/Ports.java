package io.hostmesh.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class Ports {

    private Ports() {}

    /** Throws where another program listens on that port: what answers there would not be ours. */
    static void requireFree(int port, String what) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException inUse) {
            throw new LauncherException("port " + port + " (for " + what + ") is in use by another program:"
                    + " end that, or set HOSTMESH_PORT to the first of " + Settings.PORTS + " free ports");
        }
    }
}
