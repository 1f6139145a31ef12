package io.hostmesh.provisioning.haproxy;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerFactory;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes the balancer that is an HAProxy. */
@ApplicationScoped
class HaproxyBalancerFactory implements BalancerFactory.ForAll {

    private final HaproxySettings settings;

    HaproxyBalancerFactory(HaproxySettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return HaproxyBalancer.NAME;
    }

    @Override
    public Balancer open() {
        return new HaproxyBalancer(
                new RuntimeApi(settings.socket(), settings.callLimit()),
                new HaproxyBalancer.Naming(settings.host(), settings.proxyPrefix()),
                settings.checkPeriod(),
                settings.callLimit());
    }
}
