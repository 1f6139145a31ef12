package io.hostmesh.gateway;

import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running gateway have in common. */
@QuarkusTestResource(TestStack.class)
@QuarkusTestResource(StubServices.class)
public abstract class GatewayTest {

    protected Api api;

    @BeforeEach
    void callTheGateway() {
        api = new Api(ConfigProvider.getConfig().getValue("test.url", URI.class));
    }
}
