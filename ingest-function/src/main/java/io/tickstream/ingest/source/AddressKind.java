package io.tickstream.ingest.source;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What kind of address one is, if it is no public one. After IANA's registries of special-purpose addresses (RFC 6890),
 * without those that are globally reachable, and with those under which clouds hand out their machines' credentials.
 */
final class AddressKind {
    private static final List<Block> BLOCKS = List.of(
            new Block("0.0.0.0/8", "unspecified"),
            new Block("10.0.0.0/8", "private"),
            new Block("100.64.0.0/10", "carrier-grade NAT"),
            new Block("127.0.0.0/8", "loopback"),
            new Block("168.63.129.16/32", "cloud metadata"),
            new Block("169.254.0.0/16", "link-local"),
            new Block("172.16.0.0/12", "private"),
            new Block("192.0.0.0/24", "reserved"),
            new Block("192.0.2.0/24", "documentation"),
            new Block("192.88.99.0/24", "reserved"),
            new Block("192.168.0.0/16", "private"),
            new Block("198.18.0.0/15", "benchmarking"),
            new Block("198.51.100.0/24", "documentation"),
            new Block("203.0.113.0/24", "documentation"),
            new Block("224.0.0.0/4", "multicast"),
            new Block("240.0.0.0/4", "reserved"),
            new Block("::/128", "unspecified"),
            new Block("::1/128", "loopback"),
            new Block("::/96", "reserved"),
            new Block("64:ff9b:1::/48", "private"),
            new Block("100::/64", "reserved"),
            new Block("2001::/23", "reserved"),
            new Block("2001:db8::/32", "documentation"),
            new Block("3fff::/20", "documentation"),
            new Block("5f00::/16", "reserved"),
            new Block("fc00::/7", "unique-local"),
            new Block("fe80::/10", "link-local"),
            new Block("fec0::/10", "site-local"),
            new Block("ff00::/8", "multicast"));

    // addresses that lead to an IPv4 address, which stands in them
    private static final Block NAT64 = new Block("64:ff9b::/96", "NAT64");

    private static final Block SIX_TO_FOUR = new Block("2002::/16", "6to4");

    private static final Block MAPPED = new Block("::ffff:0:0/96", "IPv4-mapped");

    private AddressKind() {}

    /** The kind of an address that is no public one; empty for a public one. */
    static Optional<String> unlessPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            if (NAT64.holds(bytes) || MAPPED.holds(bytes)) {
                return unlessPublic(embedded(bytes, 12));
            }
            if (SIX_TO_FOUR.holds(bytes)) {
                return unlessPublic(embedded(bytes, 2));
            }
        }
        return BLOCKS.stream()
                .filter(block -> block.holds(bytes))
                .map(Block::kind)
                .findFirst();
    }

    private static InetAddress embedded(byte[] address, int from) {
        return address(Arrays.copyOfRange(address, from, from + 4));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
        }
    }

    /** Addresses that begin with the same bits. No Java record, since those compare arrays by identity. */
    private static final class Block {
        private final byte[] first;
        private final int bits;
        private final String kind;

        Block(String cidr, String kind) {
            String[] parts = cidr.split("/", 2);
            this.first = bytes(parts[0]);
            this.bits = Integer.parseInt(parts[1]);
            this.kind = kind;
        }

        String kind() {
            return kind;
        }

        boolean holds(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit % Byte.SIZE);
                if (((address[bit / Byte.SIZE] ^ first[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] bytes(String literal) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
            if (bytes == null) {
                throw new IllegalArgumentException(literal + " is no address");
            }
            return bytes;
        }
    }
}
