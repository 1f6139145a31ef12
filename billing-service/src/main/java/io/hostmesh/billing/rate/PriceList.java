package io.hostmesh.billing.rate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every price of every plan, by the second from which it is in force. Immutable. */
public final class PriceList {

    private final Map<String, NavigableMap<Long, Price>> byPlan = new HashMap<>();
    private final String currency;

    /** All prices must be in that currency; IllegalArgumentException otherwise. */
    public PriceList(Collection<Price> prices, String currency) {
        this.currency = currency;
        for (Price price : prices) {
            if (!price.currency().equals(currency)) {
                throw new IllegalArgumentException("expected prices in " + currency + ", got " + price);
            }
            byPlan.computeIfAbsent(price.planId(), plan -> new TreeMap<>())
                    .put(price.effectiveFrom().getEpochSecond(), price);
        }
    }

    /** The ISO 4217 code of every price in this list. */
    public String currency() {
        return currency;
    }

    /** Rates the epoch seconds from {@code fromSecond} to before {@code toSecond}, split where the price changes. */
    public RatedUsage rate(String planId, long fromSecond, long toSecond) {
        NavigableMap<Long, Price> prices = byPlan.getOrDefault(planId, new TreeMap<>());
        List<Charge> charges = new ArrayList<>();
        long unpriced = 0;
        long second = fromSecond;
        while (second < toSecond) {
            Long change = prices.higherKey(second);
            long until = change == null ? toSecond : Math.min(change, toSecond);
            Map.Entry<Long, Price> inForce = prices.floorEntry(second);
            if (inForce == null) {
                unpriced += until - second;
            } else {
                Price price = inForce.getValue();
                charges.add(new Charge(price.id(), price.money(), until - second));
            }
            second = until;
        }
        return new RatedUsage(List.copyOf(charges), unpriced);
    }

    /**
     * What {@code seconds} of a plan cost at the price that is in force at {@code atSecond}; nothing where there is none.
     */
    public ExactAmount priceOf(String planId, long atSecond, long seconds) {
        NavigableMap<Long, Price> prices = byPlan.get(planId);
        Map.Entry<Long, Price> inForce = prices == null ? null : prices.floorEntry(atSecond);
        return inForce == null
                ? ExactAmount.ZERO
                : ExactAmount.of(inForce.getValue().perHour(), seconds);
    }

    /** The seconds after {@code from} and before {@code to} at which any price changes, ascending. */
    public NavigableSet<Long> changesBetween(Instant from, Instant to) {
        NavigableSet<Long> changes = new TreeSet<>();
        for (NavigableMap<Long, Price> prices : byPlan.values()) {
            changes.addAll(prices.navigableKeySet().subSet(from.getEpochSecond(), false, to.getEpochSecond(), false));
        }
        return changes;
    }
}
