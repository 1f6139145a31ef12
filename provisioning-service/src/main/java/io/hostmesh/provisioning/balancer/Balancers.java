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
import org.jspecify.annotations.Nullable;

/** The way to balance groups in each location, as the configuration says. */
@Singleton
class Balancers {

    private static final String NONE = "none";

    private final Map<String, BalancerFactory> known = new TreeMap<>();
    private final Map<String, Balancer> forAll = new TreeMap<>();
    private final Map<String, Optional<Balancer>> byLocation = new TreeMap<>();
    private final Optional<Balancer> otherwise;
    private final List<Balancer> all = new ArrayList<>();

    @Inject
    Balancers(BalancingSettings settings, LocationBalancers locations, Instance<BalancerFactory> factories) {
        this(settings.with(), locations.names(), factories.stream().toList());
    }

    Balancers(String otherwise, Map<String, String> byLocation, List<BalancerFactory> factories) {
        factories.forEach(factory -> known.put(factory.name(), factory));
        this.otherwise = open("hostmesh.balancing.with", otherwise, null);
        byLocation.forEach((location, name) ->
                this.byLocation.put(location, open("hostmesh.locations." + location + ".balancer", name, location)));
    }

    /** @param location which has it to itself, or null for all that name none */
    private Optional<Balancer> open(String property, String name, @Nullable String location) {
        if (name.equals(NONE)) {
            return Optional.empty();
        }
        BalancerFactory factory = known.get(name);
        if (factory instanceof BalancerFactory.ForAll each) {
            return Optional.of(forAll.computeIfAbsent(name, unused -> opened(each.open())));
        }
        if (factory instanceof BalancerFactory.ForLocation each && location != null) {
            return Optional.of(opened(each.open(location)));
        }
        if (factory != null) {
            throw new ConfigurationException("expected " + property + " to be one for all locations, got " + name
                    + "; set hostmesh.locations.<id>.balancer=" + name + " for each location that is to have it");
        }
        throw new ConfigurationException(
                "expected " + property + " to be one of " + String.join(", ", known.keySet()) + ", none, got " + name);
    }

    private Balancer opened(Balancer balancer) {
        all.add(balancer);
        return balancer;
    }

    /** The one for a location, or empty where groups have none. */
    Optional<Balancer> of(String locationId) {
        return byLocation.getOrDefault(locationId, otherwise);
    }

    List<Balancer> all() {
        return List.copyOf(all);
    }

    @PreDestroy
    void close() {
        all.forEach(Balancer::close);
    }
}
