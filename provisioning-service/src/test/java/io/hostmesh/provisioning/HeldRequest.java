package io.hostmesh.provisioning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request that is begun and not finished, on a connection of its own. */
final class HeldRequest implements AutoCloseable {

    private static final String HEADER = "served-by:";
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    private HeldRequest(Socket socket) {
        this.socket = socket;
    }

    static HeldRequest begin(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setSoTimeout(PATIENCE_MILLIS);
        HeldRequest request = new HeldRequest(socket);
        request.send("GET / HTTP/1.1\r\nHost: " + address + "\r\n");
        return request;
    }

    /** Sends the rest, and returns the id of the server that answers. */
    String finish() throws IOException {
        send("\r\n");
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = answer.readLine(); line != null; line = answer.readLine()) {
            if (line.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
                return line.substring(HEADER.length()).strip();
            }
        }
        throw new IOException("expected an answer that says who served it");
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
