package io.hostmesh.monitoring.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a call for a customer may go to: those of the public Internet (as the special-purpose registries of IANA,
 * RFC 6890, leave it), and the networks that the operator allows. An IPv6 address that stands for one of IPv4 is judged by that.
 */
public final class AddressGuard {

    private static final List<Network> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(Network::parse)
            .toList();

    private static final Network MAPPED = Network.parse("0:0:0:0:0:0:0:0/80");
    private static final Network TRANSLATED = Network.parse("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final int IPV6_BYTES = 16;

    private final List<Network> allowed;

    /**
     * A guard that lets calls into those networks pass too.
     *
     * @param allowedNetworks in CIDR notation
     */
    public AddressGuard(List<String> allowedNetworks) {
        this.allowed = allowedNetworks.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Network::parse)
                .toList();
    }

    /** Whether a call may go to that address. */
    public boolean permits(InetAddress address) {
        byte[] bytes = effective(address.getAddress());
        return allowed.stream().anyMatch(network -> network.contains(bytes))
                || NOT_PUBLIC.stream().noneMatch(network -> network.contains(bytes));
    }

    /** The IPv4 address inside of an IPv6 one, where there is one that the packets would reach. */
    private static byte[] effective(byte[] bytes) {
        if (bytes.length != IPV6_BYTES) {
            return bytes;
        }
        if (MAPPED.contains(bytes) && bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff) {
            return Arrays.copyOfRange(bytes, 12, IPV6_BYTES);
        }
        if (TRANSLATED.contains(bytes)) {
            return Arrays.copyOfRange(bytes, 12, IPV6_BYTES);
        }
        return SIX_TO_FOUR.contains(bytes) ? Arrays.copyOfRange(bytes, 2, 6) : bytes;
    }
}
