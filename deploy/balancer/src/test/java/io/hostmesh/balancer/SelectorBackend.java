package io.hostmesh.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A member that echoes any number of connections with one thread. */
final class SelectorBackend implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();

    SelectorBackend() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::echo, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    BackendSpec spec(String id) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        return new BackendSpec(id, "127.0.0.1:" + address.getPort(), address, false);
    }

    private void echo() {
        try {
            while (selector.isOpen()) {
                selector.select(this::go);
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException ended) {
            // It was closed by the test.
        }
    }

    private void go(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = listener.accept();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                return;
            }
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            SocketChannel channel = (SocketChannel) key.channel();
            if (channel.read(buffer) < 0) {
                channel.close();
            } else {
                channel.write(buffer.flip());
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        selector.close();
    }
}
