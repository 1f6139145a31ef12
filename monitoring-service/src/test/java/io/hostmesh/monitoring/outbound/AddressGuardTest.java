package io.hostmesh.monitoring.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as text resolve without a look-up. */
class AddressGuardTest {

    private static final AddressGuard STRICT = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
                "2001:db8::1"
            })
    void shouldRefuseWhatIsNotPublic(String address) throws UnknownHostException {
        assertFalse(STRICT.permits(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a01:4f8::1"
            })
    void shouldPermitThePublicInternet(String address) throws UnknownHostException {
        assertTrue(STRICT.permits(InetAddress.getByName(address)));
    }

    @Test
    void shouldJudgeAnAddressInsideOfAnotherByItself() throws UnknownHostException {
        assertFalse(STRICT.permits(InetAddress.getByName("::ffff:10.0.0.1")));
        assertFalse(STRICT.permits(InetAddress.getByName("64:ff9b::a9fe:a9fe")));
        assertFalse(STRICT.permits(InetAddress.getByName("2002:7f00:1::")));
        assertTrue(STRICT.permits(InetAddress.getByName("64:ff9b::101:101")));
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertFalse(STRICT.permits(InetAddress.getByAddress(mapped)));
    }

    @Test
    void shouldPermitTheNetworksOfTheOperator() throws UnknownHostException {
        AddressGuard guard = new AddressGuard(List.of("10.20.0.0/15", " fd12:3456::/32", ""));
        assertTrue(guard.permits(InetAddress.getByName("10.21.255.1")));
        assertFalse(guard.permits(InetAddress.getByName("10.22.0.1")));
        assertTrue(guard.permits(InetAddress.getByName("fd12:3456::9")));
        assertFalse(guard.permits(InetAddress.getByName("fd12:3457::9")));
        assertTrue(guard.permits(InetAddress.getByName("::ffff:10.20.0.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/a", "cafe", "::/129"})
    void shouldNameANetworkThatIsNone(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new AddressGuard(List.of(text)));
        assertEquals(true, String.valueOf(refused.getMessage()).endsWith("got " + text));
    }
}
