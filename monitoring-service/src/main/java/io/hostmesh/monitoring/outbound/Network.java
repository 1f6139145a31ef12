package io.hostmesh.monitoring.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A range of addresses, as CIDR writes it: {@code 10.0.0.0/8}, {@code fd00::/8}. */
final class Network {

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** The network in that text; an address without a length is a network of one. */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (address.isEmpty() || !address.matches("[0-9a-fA-F:.]+") || !address.matches(".*[:.].*")) {
            throw notANetwork(text);
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int bits = slash < 0 ? bytes.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > bytes.length * Byte.SIZE) {
                throw notANetwork(text);
            }
            return new Network(bytes, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw notANetwork(text);
        }
    }

    private static IllegalArgumentException notANetwork(String text) {
        return new IllegalArgumentException(
                "expected a network such as 10.0.0.0/8 or fd00::/8 in hostmesh.outbound.allowed-networks, got " + text);
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        if (rest == 0) {
            return true;
        }
        int mask = 0xff << (Byte.SIZE - rest);
        return (address[whole] & mask) == (other[whole] & mask);
    }
}
