package io.tickstream.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "10.0.0.1, private",
        "10.255.255.255, private",
        "100.64.0.1, carrier-grade NAT",
        "100.100.100.200, carrier-grade NAT", // where Alibaba's machines find their credentials
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "168.63.129.16, cloud metadata",
        "169.254.169.254, link-local", // AWS, Azure, Google
        "172.16.0.1, private",
        "172.31.255.255, private",
        "192.0.0.192, reserved", // Oracle
        "192.168.1.1, private",
        "198.19.0.1, benchmarking",
        "203.0.113.7, documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "255.255.255.255, reserved",
        "::, unspecified",
        "::1, loopback",
        "::7f00:1, reserved",
        "::ffff:127.0.0.1, loopback",
        "::ffff:a00:1, private",
        "64:ff9b::7f00:1, loopback",
        "64:ff9b::a9fe:a9fe, link-local",
        "64:ff9b:1::1, private",
        "2002:7f00:1::, loopback",
        "2002:c0a8:101::1, private",
        "2001::1, reserved",
        "2001:db8::1, documentation",
        "fc00::1, unique-local",
        "fd00:ec2::254, unique-local", // AWS
        "fe80::1, link-local",
        "fec0::1, site-local",
        "ff02::1, multicast",
    })
    void knows_what_is_no_public_address(String address, String kind) throws UnknownHostException {
        assertThat(AddressKind.unlessPublic(InetAddress.getByName(address))).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.169.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "2606:4700::6810:85e5",
                "2a00:1450:4001::1"
            })
    void knows_a_public_address(String address) throws UnknownHostException {
        assertThat(AddressKind.unlessPublic(InetAddress.getByName(address))).isEmpty();
    }

    /** Whatever the resolver makes of other ways to write an address, it is the address that counts. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "127.1", "127.0.1", "[::1]", "[::ffff:127.0.0.1]"})
    void is_not_deceived_by_how_an_address_is_written(String host) throws UnknownHostException {
        assertThat(AddressKind.unlessPublic(InetAddress.getByName(host))).contains("loopback");
    }

    /** By its bytes, as a name service gives it, and not by its text, which Java would make an IPv4 address of. */
    @Test
    void sees_through_a_mapped_address() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 10;
        assertThat(AddressKind.unlessPublic(java.net.Inet6Address.getByAddress("host", mapped, 0)))
                .contains("private");
    }
}
