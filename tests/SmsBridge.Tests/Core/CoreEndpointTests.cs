using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Core;

namespace SmsBridge.Tests.Core;

public class CoreEndpointTests
{
    [Theory]
    [InlineData("https://h.example/fineract-provider/api/v1", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/fineract-provider/api/v1/", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/fineract-provider/api/", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/fineract-provider/api", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/fineract-provider", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/fineract-provider///", "https://h.example/fineract-provider/api/v1")]
    [InlineData("https://h.example/mifosng-provider/api/v1/", "https://h.example/mifosng-provider/api/v1")]
    [InlineData("https://h.example", "https://h.example/api/v1")]
    [InlineData("https://h.example/", "https://h.example/api/v1")]
    [InlineData("https://h.example/api", "https://h.example/api/v1")]
    [InlineData("https://h.example/gateway/api/fineract-provider", "https://h.example/gateway/api/fineract-provider/api/v1")]
    [InlineData("HTTPS://H.Example:443/fineract-provider/api/v1", "https://h.example/fineract-provider/api/v1")]
    [InlineData("http://h.example:80/x/api", "http://h.example/x/api/v1")]
    [InlineData("https://h.example:8443/x/api", "https://h.example:8443/x/api/v1")]
    [InlineData("  https://h.example/x/api  ", "https://h.example/x/api/v1")]
    [InlineData("https://[::1]:8443/x/api", "https://[::1]:8443/x/api/v1")]
    [InlineData("https://bücher.example/x/api", "https://xn--bcher-kva.example/x/api/v1")]
    [InlineData("http://2130706433/x/api", "http://127.0.0.1/x/api/v1")]
    [InlineData("http://0x7f.1/x/api", "http://127.0.0.1/x/api/v1")]
    public void An_endpoint_is_brought_to_the_one_base_of_the_api(string text, string expected)
    {
        var reading = CoreEndpoint.Normalise(text).ShouldBeOfType<CoreEndpointReading.Allowed>();

        reading.Endpoint.AbsoluteUri.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("h.example/fineract-provider")]
    [InlineData("ftp://h.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https:/h.example/x")]
    [InlineData("https:h.example/x")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("https://svc:pw@h.example/x/api")]
    [InlineData("https://h.example@evil.example/x/api")]
    [InlineData("https://h.example/x/api?tenantIdentifier=a")]
    [InlineData("https://h.example?x")]
    [InlineData("https://h.example/x/api#top")]
    [InlineData("https://h.example/x/../admin/api")]
    [InlineData("https://h.example/x/./api")]
    [InlineData("https://h.example/x/..")]
    [InlineData("https://h.example/x/%2e%2e/admin/api")]
    [InlineData("https://h.example/x%2fadmin/api")]
    [InlineData("https://h.example/x/%252e%252e/api")]
    [InlineData("https://h.example/x/..;/admin/api")]
    [InlineData("https://h.example/x;v=1/api")]
    [InlineData("https://h.example//x/api")]
    [InlineData("https://h.example/x//api")]
    [InlineData(@"https://h.example\@evil.example/api")]
    [InlineData(@"https://h.example/x\..\admin\api")]
    [InlineData("https://h.example/x /api")]
    [InlineData("https://h.example/x\r\nHost: evil/api")]
    [InlineData("https://h.ex\tample/x/api")]
    [InlineData("https://h%2eexample/x/api")]
    [InlineData("https://h.example:0/x/api")]
    [InlineData("https://h.example:65536/x/api")]
    [InlineData("https://h.example:port/x/api")]
    [InlineData("https://[fe80::1%25eth0]/x/api")]
    [InlineData("https://h.example/x/api/v2")]
    [InlineData("https://h.example/x/api/v11")]
    [InlineData("https://h.example/x/api/v1/clients")]
    [InlineData("https://h.example/ünïcode/api")]
    public void What_is_not_a_plain_base_is_refused_with_words(string? text)
    {
        var reading = CoreEndpoint.Normalise(text).ShouldBeOfType<CoreEndpointReading.Refused>();

        reading.Detail.ShouldContain("/api/v1");
        reading.Detail.ShouldNotContain("evil");
    }

    [Fact]
    public void An_endless_endpoint_is_refused() =>
        CoreEndpoint.Normalise("https://h.example/" + new string('a', 600)).ShouldBeOfType<CoreEndpointReading.Refused>();

    [Theory]
    [InlineData("https://core.example.org/fineract-provider/api/v1", true)]
    [InlineData("https://core.example.org/fineract-provider/api/", true)]
    [InlineData("https://CORE.example.org:443/fineract-provider", true)]
    [InlineData("https://core.example.org/fineract-provider-2/api", false)]
    [InlineData("https://core.example.org/fineract-provide/api", false)]
    [InlineData("https://core.example.org/FINERACT-PROVIDER/api", false)]
    [InlineData("https://core.example.org/api", false)]
    [InlineData("https://core.example.org/fineract-provider/../admin/api", false)]
    [InlineData("https://core.example.org/fineract-provider/%2e%2e/admin/api", false)]
    [InlineData("https://core.example.org/fineract-provider/..;/admin/api", false)]
    [InlineData("http://core.example.org/fineract-provider/api", false)]
    [InlineData("https://core.example.org:8443/fineract-provider/api", false)]
    [InlineData("https://core.example.org.evil.example/fineract-provider/api", false)]
    [InlineData("https://evilcore.example.org/fineract-provider/api", false)]
    [InlineData("https://evil.example/core.example.org/fineract-provider/api", false)]
    [InlineData("https://core.example.org@evil.example/fineract-provider/api", false)]
    [InlineData("https://core.example.org./fineract-provider/api", false)]
    [InlineData("https://xn--bcher-kva.example/x/api", true)]
    [InlineData("https://bücher.example/deep/er/api", true)]
    [InlineData("https://bucher.example/x/api", false)]
    [InlineData("http://10.0.0.5:8080/fineract-provider/api", true)]
    [InlineData("http://167772165:8080/fineract-provider/api", true)] // the same address in another spelling is the same address
    [InlineData("http://10.0.0.50:8080/fineract-provider/api", false)]
    [InlineData("http://10.0.0.5/fineract-provider/api", false)]
    [InlineData("http://127.0.0.1/fineract-provider/api", false)]
    [InlineData("http://169.254.169.254/api", false)]
    public void Only_what_an_entry_covers_is_allowed(string endpoint, bool isAllowed)
    {
        var endpoints = Endpoints(new CoreOptions
        {
            AllowedEndpoints = ["https://core.example.org/fineract-provider/", "https://bücher.example", "http://10.0.0.5:8080"],
        });

        var reading = endpoints.Read("default", endpoint);

        (reading is CoreEndpointReading.Allowed).ShouldBe(isAllowed);
    }

    [Fact]
    public void A_refusal_names_the_key_to_mend()
    {
        var reading = Endpoints(new CoreOptions { AllowedEndpoints = ["https://a.example"] }).Read("default", "https://b.example/x/api");

        reading.ShouldBeOfType<CoreEndpointReading.Refused>().Detail.ShouldContain("Core:AllowedEndpoints");
    }

    [Theory]
    [InlineData("http://localhost:8080/fineract-provider/api", true)]
    [InlineData("https://127.0.0.1:8443/fineract-provider/api", true)]
    [InlineData("https://[::1]:8443/mifosng-provider/api/v1/", true)]
    [InlineData("https://localhost:8443/fineract-provider", true)]
    [InlineData("https://127.9.9.9:8443/fineract-provider/api", false)]
    [InlineData("http://localhost:8443/fineract-provider/api", false)]
    [InlineData("https://localhost/fineract-provider/api", false)]
    [InlineData("http://localhost:22/fineract-provider/api", false)]
    [InlineData("http://127.0.0.1:6379/fineract-provider/api", false)]
    [InlineData("http://127.0.0.1:8080/other/api", false)]
    [InlineData("http://127.0.0.1:8080/api", false)]
    [InlineData("http://127.0.0.1:8080/fineract-provider/deeper/api", false)]
    [InlineData("http://[::ffff:127.0.0.1]/fineract-provider/api", false)]
    [InlineData("http://localhost.evil.example:8080/fineract-provider/api", false)]
    [InlineData("http://0.0.0.0:8080/fineract-provider/api", false)]
    [InlineData("http://10.0.0.5:8080/fineract-provider/api", false)]
    [InlineData("https://core.example.org/api", false)]
    [InlineData("http://169.254.169.254/latest/api", false)]
    public void As_shipped_only_a_cores_usual_places_on_this_machine_are_allowed_port_and_path_included(string endpoint, bool isAllowed)
    {
        var reading = Endpoints(new CoreOptions()).Read("default", endpoint);

        (reading is CoreEndpointReading.Allowed).ShouldBe(isAllowed);
    }

    [Theory]
    [InlineData("http://localhost:1234/anything/api", true)]
    [InlineData("https://127.9.9.9/fineract-provider/api", true)]
    [InlineData("http://10.0.0.5/fineract-provider/api", false)]
    public void Any_port_of_this_machine_only_where_the_operator_says_so(string endpoint, bool isAllowed)
    {
        var reading = Endpoints(new CoreOptions { AllowThisMachine = true }).Read("default", endpoint);

        (reading is CoreEndpointReading.Allowed).ShouldBe(isAllowed);
    }

    [Theory]
    [InlineData("https://core.example.org/fineract-provider/api", true)]
    [InlineData("https://core.example.org/fineract-provider/", true)]
    [InlineData("https://core.example.org/fineract-provider/x/api", false)] // covered, not named
    [InlineData("https://wide.example/fineract-provider/api", false)]
    [InlineData("https://default.example/fineract-provider/api", true)]
    [InlineData("http://localhost:8080/fineract-provider/api", false)]
    public void A_tenant_is_taken_on_trust_only_from_an_endpoint_the_operator_named(string endpoint, bool isNamed) =>
        Endpoints(new CoreOptions
        {
            AllowedEndpoints = ["https://core.example.org/fineract-provider", "https://wide.example"],
            DefaultEndpoint = "https://default.example/fineract-provider",
            AllowThisMachine = true,
        }).IsNamed("default", endpoint).ShouldBe(isNamed);

    [Fact]
    public void As_shipped_none_is_named() =>
        UsualEndpoints.All.ShouldAllBe(endpoint => !Endpoints(new CoreOptions()).IsNamed("default", endpoint));

    [Fact]
    public void A_registration_without_an_endpoint_gets_the_default_which_need_not_be_listed()
    {
        var endpoints = Endpoints(new CoreOptions { DefaultEndpoint = "https://core.example.org/fineract-provider" });

        foreach (var registered in new[] { null, "", "https://core.example.org/fineract-provider/api/" })
        {
            endpoints.Read("default", registered).ShouldBe(
                new CoreEndpointReading.Allowed(new Uri("https://core.example.org/fineract-provider/api/v1")));
        }

        endpoints.Read("default", "https://other.example/api").ShouldBeOfType<CoreEndpointReading.Refused>();
    }

    [Fact]
    public void Without_endpoint_and_default_the_operator_is_told_which_keys_to_set() =>
        Endpoints(new CoreOptions()).Read("default", registered: null)
            .ShouldBeOfType<CoreEndpointReading.Refused>().Detail.ShouldContain("Core:DefaultEndpoint");

    [Fact]
    public void A_tenants_own_endpoint_wins_and_is_for_that_tenant_alone()
    {
        var endpoints = Endpoints(new CoreOptions
        {
            AllowedEndpoints = ["https://a.example"],
            Tenants = { ["bank"] = new CoreTenantOptions { Endpoint = "https://bank.example/fineract-provider" } },
        });
        var own = new Uri("https://bank.example/fineract-provider/api/v1");

        endpoints.Read("bank", "https://a.example/api").ShouldBe(new CoreEndpointReading.Allowed(own));
        endpoints.Read("Bank", own.AbsoluteUri).ShouldBeOfType<CoreEndpointReading.Refused>();
        endpoints.Permits("bank", own).ShouldBeTrue();
        endpoints.Permits("other", own).ShouldBeFalse();
    }

    [Theory]
    [InlineData("core.example.org", 443, "10.0.0.5", true)] // vouched for: wherever its name leads
    [InlineData("CORE.example.org", 443, "127.0.0.1", true)]
    [InlineData("core.example.org", 8443, "10.0.0.5", false)]
    [InlineData("default.example", 443, "10.0.0.5", true)]
    [InlineData("::1", 8443, "::1", true)]
    [InlineData("localhost", 80, "127.0.0.1", false)] // something is listed, so this machine is no longer free for all
    [InlineData("evil.example", 443, "10.0.0.5", false)]
    [InlineData("localhost", 8080, "127.0.0.1", true)]
    [InlineData("localhost", 8080, "10.0.0.5", false)] // this machine, whatever its name is said to be
    public void A_dial_is_allowed_by_the_host_the_operator_named(string host, int port, string address, bool isAllowed)
    {
        var endpoints = Endpoints(new CoreOptions
        {
            AllowedEndpoints = ["https://core.example.org/x", "https://[::1]:8443", "http://localhost:8080/x"],
            DefaultEndpoint = "https://default.example/x",
        });

        endpoints.MayDial(host, port, IPAddress.Parse(address)).ShouldBe(isAllowed);
    }

    private static CoreEndpoints Endpoints(CoreOptions options) => new(Options.Create(options));
}
