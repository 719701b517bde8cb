using System.Net.Http.Headers;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public class StandInCoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("clients/7?fields=id,emailAddresses", 400)]
    [InlineData("clients/7?fields=id", 200)]
    [InlineData("loans/31?fields=id,clientName", 400)] // undeclared though always sent
    [InlineData("loans/31/transactions/901?fields=id,manuallyReversed", 400)]
    [InlineData("loans/31/transactions/901", 200)]
    [InlineData("loans/32/transactions/901", 404)]
    [InlineData("offices?fields=id", 200)]
    [InlineData("nothing", 404)]
    public async Task Fields_that_are_not_declared_are_refused(string relativeUrl, int expected)
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        books.AddRepayment(31, 100m, new DateOnly(2026, 11, 21)).ShouldBe(901);
        using var http = new HttpClient();

        using var response = await GetAsync(http, core, relativeUrl, core.Generation.TenantHeader);

        ((int)response.StatusCode).ShouldBe(expected);
    }

    [Fact]
    public async Task Declared_fields_not_asked_for_vanish_at_every_depth()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        using var http = new HttpClient();

        using var client = await GetAsync(http, core, "clients/7?fields=status", core.Generation.TenantHeader);
        using var loan = await GetAsync(http, core, "loans/31?fields=id,summary", core.Generation.TenantHeader);

        (await client.Content.ReadAsStringAsync(Cancellation)).ShouldBe(
            """{"status":{"code":"clientStatusType.active","value":"active"},"isStaff":false}""");
        (await loan.Content.ReadAsStringAsync(Cancellation)).ShouldBe(
            """{"id":31,"clientName":"Jane Wanjiru","summary":{"totalOutstanding":10000.000000,"totalRepayment":0.000000,"totalOverdue":0}}""");
    }

    [Theory]
    [InlineData("G1", "X-Mifos-Platform-TenantId", 200)]
    [InlineData("G1", "Fineract-Platform-TenantId", 400)]
    [InlineData("G4", "Fineract-Platform-TenantId", 200)]
    [InlineData("G4", "X-Mifos-Platform-TenantId", 400)]
    [InlineData("G4", "?tenantIdentifier=default", 200)]
    [InlineData("G4", "", 400)]
    public async Task The_tenant_comes_in_the_generations_own_header_or_in_the_query(string generation, string how, int expected)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        using var http = new HttpClient();
        var isQuery = how.StartsWith('?');

        using var response = await GetAsync(http, core, "clients/7" + (isQuery ? how : string.Empty), isQuery ? string.Empty : how);

        ((int)response.StatusCode).ShouldBe(expected);
        if (expected == 400)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            response.Headers.WwwAuthenticate.ToString().ShouldBe("Basic realm=\"Fineract Platform API\"");
        }
    }

    [Fact]
    public async Task Only_the_last_requests_are_kept()
    {
        var (core, _) = await CoreSetup.StartCoreAsync(new StandInCoreOptions { KeepRequests = 2 });
        await using var _core = core;
        using var http = new HttpClient();

        foreach (var id in new[] { 1, 2, 3 })
        {
            using var response = await GetAsync(http, core, $"clients/{id}", core.Generation.TenantHeader);
        }

        core.Requests.Select(request => request.Path[^1]).ShouldBe(['2', '3']);
    }

    [Theory]
    [InlineData("G1", "/mifosng-provider/api/v1/")]
    [InlineData("G3", "/fineract-provider/api/v1/")]
    [InlineData("G4", "/fineract-provider/api/")]
    public async Task The_base_url_of_hooks_lacks_the_version_on_current_cores(string generation, string path)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;

        new Uri(core.BaseUrl).AbsolutePath.ShouldBe(path);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, StandInCore core, string relativeUrl, string tenantHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{core.Endpoint}/{relativeUrl}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", CoreSetup.Base64($"{CoreSetup.User}:{CoreSetup.Password}"));
        if (tenantHeader.Length > 0)
        {
            request.Headers.Add(tenantHeader, CoreSetup.Tenant);
        }

        return await http.SendAsync(request, Cancellation);
    }
}
