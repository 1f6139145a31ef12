package io.hostmesh.monitoring.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final String ADDRESS = "203.0.113.9";
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration WAIT = Duration.ofMillis(1_900);

    @Test
    void shouldTakeTheProgramThatAsksMostOfThoseThatAreThere() {
        assertEquals("mtr", first(Set.of("busybox", "tracepath", "traceroute", "mtr")));
        assertEquals("traceroute", first(Set.of("busybox", "tracepath", "traceroute")));
        assertEquals("tracepath", first(Set.of("busybox", "tracepath")));
        assertEquals("busybox", first(Set.of("busybox", "ping")));
        assertNull(Commands.trace(Set.of("ping")::contains, ADDRESS, 30));
    }

    @Test
    void shouldSendEchoesWithWhicheverPingThereIs() {
        assertEquals(
                List.of("ping", "-c", "100", "-i", "0.2", "-W", "1", ADDRESS),
                Commands.ping(Set.of("ping", "busybox")::contains, ADDRESS, 100, PAUSE, WAIT));
        assertEquals(
                List.of("busybox", "ping", "-c", "1", "-i", "0.2", "-W", "1", ADDRESS),
                Commands.ping(Set.of("busybox")::contains, ADDRESS, 1, PAUSE, WAIT));
        assertNull(Commands.ping(Set.of("traceroute")::contains, ADDRESS, 1, PAUSE, WAIT));
    }

    private static @org.jspecify.annotations.Nullable String first(Set<String> installed) {
        List<String> command = Commands.trace(installed::contains, ADDRESS, 30);
        return command == null ? null : command.get(0);
    }
}
