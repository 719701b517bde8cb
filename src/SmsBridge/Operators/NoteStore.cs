using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>What people write beside a message.</summary>
internal static class NoteStore
{
    public static void Add(WriteSession session, long eventId, Actor actor, string text, DateTimeOffset at) => session.Execute(
        "INSERT INTO note (event_id, operator_id, author, at, text) VALUES (@eventId, @OperatorId, @Name, @Now, @text)",
        new { eventId, OperatorId = actor.OperatorId ?? 0, actor.Name, Now = at.ToUnixTimeMilliseconds(), text });

    /// <summary>They speak of the client.</summary>
    public static void Erase(WriteSession session, long eventId) => session.Execute("DELETE FROM note WHERE event_id = @eventId", new { eventId });

    /// <inheritdoc cref="Erase"/>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void EraseAll(WriteSession session, string ids) =>
        session.Execute($"DELETE FROM note WHERE {session.Dialect.Listed("event_id")}", new { ids });
}
