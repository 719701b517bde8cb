using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmsBridge.Web;

/// <summary>How answers are written.</summary>
internal static class JsonAnswers
{
    /// <summary>
    /// The options of a source-generated context with <c>+</c>, <c>'</c> and <c>&amp;</c> as they are: answers are read by people with curl, and are
    /// never put into a page as they come.
    /// </summary>
    public static JsonSerializerOptions Readable(JsonSerializerOptions options) => new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
