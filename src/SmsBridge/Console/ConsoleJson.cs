using System.Text.Json.Serialization;
using SmsBridge.Console.Api;
using SmsBridge.Web;

namespace SmsBridge.Console;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(ActRequest))]
[JsonSerializable(typeof(Revealed))]
[JsonSerializable(typeof(Acted))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(BulkPlanView))]
[JsonSerializable(typeof(BulkRunView))]
internal sealed partial class ConsoleJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static ConsoleJson Readable => field ??= new ConsoleJson(JsonAnswers.Readable(Default.Options));
}
