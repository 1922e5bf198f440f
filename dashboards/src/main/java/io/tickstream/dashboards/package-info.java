/** The dashboards as Grafana reads them; for tests and benchmarks over real servers. */
package io.tickstream.dashboards;
