using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SmsBridge.Web.Description;

/// <summary>What is the same for every route of the document: words for path parameters and for answers.</summary>
internal static partial class DocumentFinish
{
    private static readonly Dictionary<string, string> PathWords = new(StringComparer.Ordinal)
    {
        ["code"] = "The partner's code.",
        ["eventId"] = "The event's number, as the answer to its hook gave it.",
        ["id"] = "Its number.",
        ["kind"] = "api or webhook.",
        ["messageId"] = "The message's number here.",
        ["methodName"] = "The webhook method; there is only TransactionStatus.",
        ["name"] = "Name of the operator, receiver, route, report or key, as the path says.",
        ["partnerCode"] = "The partner's code.",
        ["reference"] = "The partner's own name for the subscription.",
        ["run"] = "The run, as its start answered.",
        ["tenant"] = "The tenant's identifier in the core.",
        ["tenantId"] = "The tenant's identifier in the core.",
        ["webhookToken"] = "The tenant's webhook token; it names the tenant and proves the caller.",
    };

    private static readonly Dictionary<string, string> AnswerWords = new(StringComparer.Ordinal)
    {
        ["200"] = "Done.",
        ["201"] = "Made.",
        ["202"] = "Begun; it goes on after the answer.",
        ["204"] = "Done; there is nothing to say.",
        ["400"] = "The request is not valid: field names the part, detail the remedy.",
        ["401"] = "Nobody who may do this: the words are the same whether the key is wrong or the tenant, partner or session unknown.",
        ["403"] = "Known, but not for this caller.",
        ["404"] = "There is no such thing, or it belongs to somebody else.",
        ["409"] = "It contradicts what is stored.",
        ["413"] = "The body is too large.",
        ["422"] = "Well-formed, but it can not work: field and detail say why.",
        ["429"] = "Too many; Retry-After says when to come again.",
        ["503"] = "It can not be stored or checked now; nothing changed, and Retry-After says when to repeat it.",
    };

    public static Task FinishAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.HttpMethod == HttpMethods.Head)
        {
            operation.OperationId += "Head"; // one mapping, two methods
        }

        // What stands at the route counts, not the handler's XML comment, which the framework prefers and which is written for those who read the code.
        var said = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Summary = said.OfType<IEndpointSummaryMetadata>().LastOrDefault()?.Summary;
        operation.Description = said.OfType<IEndpointDescriptionMetadata>().LastOrDefault()?.Description;
        DescribePath(operation, context.Description.RelativePath ?? "");
        foreach (var (status, answer) in operation.Responses ?? [])
        {
            answer.Description = AnswerWords.GetValueOrDefault(status, answer.Description ?? status);
            if (status is "429" or "503" && answer is OpenApiResponse { Headers: null } later)
            {
                later.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["Retry-After"] = new OpenApiHeader { Description = "Seconds.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
                };
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Which members may be absent, and those that <see cref="Problems"/> adds.</summary>
    public static Task FinishAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(Microsoft.AspNetCore.Mvc.ProblemDetails) && schema.Properties is { } members)
        {
            schema.Description = "RFC 9457: what is wrong, and what to do.";
            members["field"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "The header, parameter or member that is wrong." };
            members["reason"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "A reason code, for programs." };
            members["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Names the request in the log." };
        }

        foreach (var member in context.JsonTypeInfo.Properties.Where(member => member.IsGetNullable))
        {
            schema.Required?.Remove(member.Name); // null members are left out of answers, and may be of requests
        }

        return Task.CompletedTask;
    }

    /// <summary>Handlers that read a path parameter from the request have none of its name, and the framework does not see it.</summary>
    private static void DescribePath(OpenApiOperation operation, string path)
    {
        operation.Parameters ??= [];
        foreach (var name in PathParameter().Matches(path).Select(match => match.Groups["name"].Value))
        {
            var known = operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name);
            if (known is null)
            {
                known = new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = RouteDescription.OfText() };
                operation.Parameters.Insert(0, known);
            }

            known.Description ??= PathWords.GetValueOrDefault(name);
        }
    }

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
