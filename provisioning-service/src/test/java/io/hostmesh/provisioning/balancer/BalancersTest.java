package io.hostmesh.provisioning.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which balancer a location has. */
class BalancersTest {

    private static final List<BalancerFactory> FACTORIES = List.of(new OneForAll(), new OneEach());

    private record Opened(String name) implements Balancer {

        @Override
        public BalancerStatus apply(BalancerSpec spec) {
            throw new BalancerException(name + " carries nothing");
        }

        @Override
        public List<BalancerStatus> observe() {
            return List.of();
        }

        @Override
        public void remove(String groupId) {}

        @Override
        public void close() {}
    }

    private record OneForAll() implements BalancerFactory.ForAll {

        @Override
        public String name() {
            return "shared";
        }

        @Override
        public Balancer open() {
            return new Opened("shared");
        }
    }

    private record OneEach() implements BalancerFactory.ForLocation {

        @Override
        public String name() {
            return "own";
        }

        @Override
        public Balancer open(String locationId) {
            return new Opened("own of " + locationId);
        }
    }

    private static Balancer of(Balancers balancers, String location) {
        return balancers.of(location).orElseThrow();
    }

    @Test
    void shouldOpenOneForAllOnceAndOneForEachLocation() {
        Balancers balancers =
                new Balancers("shared", Map.of("a", "own", "b", "own", "c", "shared", "d", "none"), FACTORIES);
        assertEquals("own of a", of(balancers, "a").name());
        assertNotSame(of(balancers, "a"), of(balancers, "b"));
        assertSame(of(balancers, "c"), of(balancers, "elsewhere"));
        assertTrue(balancers.of("d").isEmpty());
        assertEquals(3, balancers.all().size());
    }

    @Test
    void shouldOpenNothingThatNobodyNames() {
        assertEquals(List.of(), new Balancers("none", Map.of("a", "none"), FACTORIES).all());
    }

    @Test
    void shouldSayWhatIsWrongInTheConfiguration() {
        ConfigurationException unknown =
                assertThrows(ConfigurationException.class, () -> new Balancers("none", Map.of("a", "ngin"), FACTORIES));
        assertEquals(
                "expected hostmesh.locations.a.balancer to be one of own, shared, none, got ngin",
                unknown.getMessage());
        ConfigurationException each =
                assertThrows(ConfigurationException.class, () -> new Balancers("own", Map.of(), FACTORIES));
        assertEquals(
                "expected hostmesh.balancing.with to be one for all locations, got own; set"
                        + " hostmesh.locations.<id>.balancer=own for each location that is to have it",
                each.getMessage());
    }
}
