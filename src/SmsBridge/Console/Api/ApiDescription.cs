using SmsBridge.Operators;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /openapi/v1.json</c>: everything under <c>/api</c>, for operators.</summary>
internal static class ApiDescription
{
    private const string Document = "v1";

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "SmsBridge console";
                document.Info.Description =
                    $"What the console shows and does. Sign in at {OperatorPaths.SignIn}; requests carry that session's cookie, and all but GET the header {OperatorApi.Header}.";
                return Task.CompletedTask;
            });
        });

    public static void MapApiDescription(this IEndpointRouteBuilder routes) => routes.MapOpenApi().RequireAuthorization(Policies.Viewer);
}
