using Microsoft.OpenApi;
using Scalar.AspNetCore;
using SmsBridge.Hosting;
using SmsBridge.Operators;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>: all routes but the console's pages and their forms; and <c>/console/api-docs</c>, the same to read. Both for operators. What is said of a
/// route stands where it is mapped; the document is put together when it is asked for, not at start.
/// </summary>
internal static class ApiDescription
{
    private const string Document = "v1";

    /// <summary>
    /// The page's own: its program writes style elements, which only <c>'unsafe-inline'</c> lets in. Scripts are let in by the answer's nonce alone, and nothing of anybody
    /// else's: what the page asks for on its own initiative stays within the bridge.
    /// </summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'nonce-{0}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private static readonly System.Text.CompositeFormat PageForm = System.Text.CompositeFormat.Parse(PagePolicy);

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = _ => true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                Introduce(document);
                Schemes.AddTo(document);
                HealthDescription.AddTo(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(DocumentFinish.FinishAsync);
            options.AddSchemaTransformer(DocumentFinish.FinishAsync);
        });

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().RequireAuthorization(Policies.Viewer);
        routes.MapScalarApiReference(OperatorPaths.ApiDocs, Configure).RequireAuthorization(Policies.Viewer);
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info.Title = "SmsBridge";
        document.Info.Description =
            $"""
            The bridge between a Mifos X or Apache Fineract core and SMS: hooks of cores, tenants and their log, partners, Twilio's callbacks, the console and the probes.

            Under `/api` is what the console shows and does: sign in at `{OperatorPaths.SignIn}`; requests carry that session's cookie, and all but GET the header `{OperatorApi.Header}`.
            The console's pages and their forms are for browsers and not described here.
            """;
        document.Servers = []; // where it was asked for: the address differs behind every proxy
    }

    /// <summary>Nothing of others', and nothing that sends: a page to read. What may be tried out there would be real.</summary>
    private static void Configure(ScalarOptions page, HttpContext context)
    {
        var nonce = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        page.WithNonce(nonce).WithTitle("SmsBridge API").WithOpenApiRoutePattern($"/openapi/{Document}.json")
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton();
        page.HideTestRequestButton = true;
        page.PersistentAuthentication = false;
        context.Response.Headers.ContentSecurityPolicy = string.Format(System.Globalization.CultureInfo.InvariantCulture, PageForm, nonce);
    }
}
