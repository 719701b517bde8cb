using Microsoft.Extensions.Options;
using SmsBridge.Receipts;
using SmsBridge.Store;
using SmsBridge.Web.Description;

namespace SmsBridge.Gateways.Reports;

internal static class ReportsRegistration
{
    public static void AddProviderReports(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ReportAddresses(
            provider.GetRequiredService<SecretBox>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<ReceiptsOptions>>().Value.AddressesSince));
        services.AddSingleton<UnknownNews>();
        services.AddSingleton<ReportTaking>();
        services.AddSingleton<ReplyTaking>();
        services.AddSingleton<ReportEndpoint>();
    }

    public static void MapProviderReports(this IEndpointRouteBuilder routes)
    {
        const string Pattern = ReportAddresses.Root + "/{provider}/{tenant}/{token}";
        routes.MapPost(Pattern, Receive).DisableAntiforgery().WithTags("Providers")
            .Describe("receiveReports", "Takes reports of a provider: what became of messages, and what clients reply; STOP and START are kept.", "The address is given to the provider by the bridge, or by smsbridge provider address. Repeats change nothing.")
            .Proves().Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(400, 403, 413, 503);
        routes.MapGet(Pattern, Receive).WithTags("Providers")
            .Describe("receiveReportByQuery", "The same, for providers that report in the query of a GET.")
            .Proves().Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(400, 403, 503);
    }

    private static Task<IResult> Receive(string provider, string tenant, string token, HttpContext context, ReportEndpoint endpoint, CancellationToken cancellationToken) =>
        endpoint.ReceiveAsync(provider, tenant, token, context, cancellationToken);
}
