package io.hostmesh.provisioning.fake;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class FakeDriverFactory implements DriverFactory {

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Driver make(String locationId) {
        return new FakeDriver();
    }
}
