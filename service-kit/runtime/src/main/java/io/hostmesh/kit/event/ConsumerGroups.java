package io.hostmesh.kit.event;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gives each channel a consumer group of its own, {@code <service>.<channel>}, unless it names one: channels that shared
 * a group would rebalance together.
 */
@ApplicationScoped
class ConsumerGroups implements ClientCustomizer<Map<String, Object>> {

    private final String service;

    ConsumerGroups(@ConfigProperty(name = "hostmesh.service") String service) {
        this.service = service;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        if (!service.equals(settings.get(ConsumerConfig.GROUP_ID_CONFIG))) {
            return settings;
        }
        Map<String, Object> customized = new HashMap<>(settings);
        customized.put(ConsumerConfig.GROUP_ID_CONFIG, service + "." + withoutInstance(channel));
        return customized;
    }

    /** A channel with {@code concurrency} becomes {@code name$1}, {@code name$2} and so on: all of one group. */
    private static String withoutInstance(String channel) {
        int instance = channel.indexOf('$');
        return instance < 0 ? channel : channel.substring(0, instance);
    }
}
