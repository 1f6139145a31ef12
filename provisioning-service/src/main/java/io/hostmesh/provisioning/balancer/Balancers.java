package io.hostmesh.provisioning.balancer;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The way to balance groups in each location, as the configuration says. */
@Singleton
class Balancers {

    private static final String NONE = "none";

    private final Map<String, Balancer> byName = new TreeMap<>();
    private final Map<String, String> byLocation = new TreeMap<>();
    private final String otherwise;

    @Inject
    Balancers(BalancingSettings settings, LocationBalancers locations, Instance<BalancerFactory> factories) {
        this(settings.with(), locations.names(), factories.stream().toList());
    }

    Balancers(String otherwise, Map<String, String> byLocation, List<BalancerFactory> factories) {
        this.otherwise = otherwise;
        this.byLocation.putAll(byLocation);
        Map<String, BalancerFactory> known = new TreeMap<>();
        factories.forEach(factory -> known.put(factory.name(), factory));
        List<String> named = new ArrayList<>(byLocation.values());
        named.add(otherwise);
        for (String name : named) {
            if (name.equals(NONE) || byName.containsKey(name)) {
                continue;
            }
            BalancerFactory factory = known.get(name);
            if (factory == null) {
                throw new ConfigurationException(
                        "expected hostmesh.balancing.with, and hostmesh.locations.<id>.balancer," + " to be one of "
                                + String.join(", ", known.keySet()) + ", none, got " + name);
            }
            byName.put(name, factory.open());
        }
    }

    /** The one for a location, or empty where groups have none. */
    Optional<Balancer> of(String locationId) {
        return Optional.ofNullable(byName.get(byLocation.getOrDefault(locationId, otherwise)));
    }

    List<Balancer> all() {
        return List.copyOf(byName.values());
    }

    @PreDestroy
    void close() {
        byName.values().forEach(Balancer::close);
    }
}
