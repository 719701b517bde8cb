using Microsoft.OpenApi;
using SmsBridge.Web.Description;

namespace SmsBridge.Hosting;

/// <summary>What the document says of <see cref="HealthProbes"/>, which answer before routing and are no routes.</summary>
internal static class HealthDescription
{
    private const string Tag = "Health";

    public static void AddTo(OpenApiDocument document)
    {
        (document.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = Tag });
        Add(document, "/health/live", "isLive", "Whether the process answers.", "200 while it does; asked by whatever restarts it.", mayFail: false);
        Add(document, "/health/ready", "isReady", "Whether a hook could be stored now.", "503 says in words why not; asked by whatever routes traffic to it.", mayFail: true);
    }

    private static void Add(OpenApiDocument document, string path, string operationId, string summary, string description, bool mayFail)
    {
        var answers = new OpenApiResponses { ["200"] = Answer("Healthy.") };
        if (mayFail)
        {
            answers["503"] = Answer("Unhealthy; checks.store says why.");
        }

        document.Paths[path] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Get] = new()
                {
                    OperationId = operationId,
                    Summary = summary,
                    Description = description,
                    Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
                    Security = [],
                    Responses = answers,
                },
            },
        };
    }

    private static OpenApiResponse Answer(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = RouteDescription.Members(
                    "A probe's answer.", ("status", JsonSchemaType.String, "Healthy or Unhealthy."), ("checks", JsonSchemaType.Object, "Each check: Healthy, or why not in words.")),
            },
        },
    };
}
