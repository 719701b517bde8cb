using System.Data;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace SmsBridge.Store.Postgres;

/// <summary>The keys that encrypt credentials, in the database: every node has them with its connection string. On connections of their own, as the writer may be who asks.</summary>
internal sealed class PostgresKeyRing(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenRead();
        return [.. connection.Query<string>("SELECT xml FROM key_ring ORDER BY id").Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.OpenRead();
        using var writing = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        connection.Execute("SET TRANSACTION READ WRITE", transaction: writing);
        connection.Execute(
            "INSERT INTO key_ring (name, xml) VALUES (@friendlyName, @xml)", new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) }, writing);
        writing.Commit();
    }
}
