using System.Text.Json.Serialization;

namespace SmsBridge.Console;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(long[]))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
