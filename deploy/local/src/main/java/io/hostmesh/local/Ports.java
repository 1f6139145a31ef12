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

    /** The first of as many free ports as a mesh needs, looked for from that one on. */
    static int firstOfFree(int from) {
        for (int first = from; first < from + 2_000; first += Settings.PORTS) {
            if (areFree(first)) {
                return first;
            }
        }
        throw new LauncherException("found no " + Settings.PORTS + " free ports from " + from + " on");
    }

    private static boolean areFree(int first) {
        for (int port = first; port < first + Settings.PORTS; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.getLocalPort();
            } catch (IOException inUse) {
                return false;
            }
        }
        return true;
    }
}
