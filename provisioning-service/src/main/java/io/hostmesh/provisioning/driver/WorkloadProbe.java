package io.hostmesh.provisioning.driver;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a machine's workload whether it answers. What comes is its owner's: no more of it is read than tells that it is an answer, it
 * is followed nowhere, and however slowly it comes, it holds nobody for longer than the limit.
 */
final class WorkloadProbe {

    private static final String PATH = "/healthz";
    private static final byte[] ANSWER = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    private WorkloadProbe() {}

    /** True if an answer began within the limit; a workload that answers with an error still answers. */
    static boolean answers(String address, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), millisLeft(end));
            socket.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            for (byte expected : ANSWER) {
                socket.setSoTimeout(millisLeft(end));
                if (in.read() != expected) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int millisLeft(long end) throws SocketTimeoutException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("it took longer than it may");
        }
        return (int) left;
    }
}
