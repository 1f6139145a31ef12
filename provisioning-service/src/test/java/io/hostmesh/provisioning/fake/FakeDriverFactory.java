package io.hostmesh.provisioning.fake;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes fake drivers, and hands them to tests as they are. */
@ApplicationScoped
public class FakeDriverFactory implements DriverFactory {

    private final Map<String, FakeDriver> made = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Driver make(String locationId) {
        return made.computeIfAbsent(locationId, id -> new FakeDriver());
    }

    /** The driver of a location, without what guards it. */
    public FakeDriver of(String locationId) {
        return (FakeDriver) make(locationId);
    }
}
