using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using Microsoft.Data.Sqlite;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>What an album knows beside its files: hashes, features, origins and the log of changes. One thread at a time.</summary>
internal sealed class AlbumDatabase : IDisposable
{
    /// <summary>State of an operation whose files may be half moved.</summary>
    public const string Doing = "doing";

    /// <summary>State of an operation that is being taken back.</summary>
    public const string Undoing = "undoing";

    /// <summary>State of an operation that is complete.</summary>
    public const string Done = "done";

    /// <summary>State of an operation that was taken back.</summary>
    public const string Undone = "undone";

    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE file (path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE features (sha256 TEXT NOT NULL, network TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (sha256, network)) WITHOUT ROWID;
        CREATE TABLE origin (sha256 TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE operation (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, moves TEXT NOT NULL, state TEXT NOT NULL);
        """;

    private readonly SqliteConnection connection;
    private Dictionary<string, PictureOrigin>? origins; // asked for all pictures at each change

    private AlbumDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens or creates the file. A damaged file is put aside, since all but origins and log can be computed again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Told when a damaged file was put aside.</param>
    /// <exception cref="InputException">The file cannot be written, or a later version wrote it.</exception>
    public static AlbumDatabase Open(string path, Action<string> report)
    {
        try
        {
            return Connect(path);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            string aside = $"{path}.damaged";
            File.Move(path, aside, overwrite: true);
            report($"{path}: is damaged and now lies in {aside}; origins of pictures and undo begin anew");
            return Connect(path);
        }
    }

    /// <summary>The hashes of all files, as they were.</summary>
    public IReadOnlyList<(string Path, AlbumFile File)> Hashes() =>
        Query("SELECT path, bytes, modified, sha256 FROM file", [], row => (row.GetString(0), new AlbumFile(row.GetInt64(1), row.GetInt64(2), row.GetString(3))));

    /// <summary>Remembers the hash of a file.</summary>
    public void PutHash(string path, AlbumFile file) => Run("INSERT OR REPLACE INTO file VALUES ($1, $2, $3, $4)", path, file.Bytes, file.Modified, file.Sha256);

    /// <summary>Forgets files that are gone. Features and origins stay, since files come back.</summary>
    public void DropHashes(IReadOnlyList<string> paths)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string path in paths)
        {
            Run("DELETE FROM file WHERE path = $1", path);
        }

        transaction.Commit();
    }

    /// <summary>Features of a picture; null if unknown.</summary>
    /// <param name="sha256">Hash of the picture.</param>
    /// <param name="network">Names the network and its preprocessing.</param>
    public float[]? Features(string sha256, string network) =>
        Query("SELECT vector FROM features WHERE sha256 = $1 AND network = $2", [sha256, network], row => MemoryMarshal.Cast<byte, float>(row.GetFieldValue<byte[]>(0)).ToArray()).FirstOrDefault();

    /// <summary>Remembers features.</summary>
    public void PutFeatures(string sha256, string network, ReadOnlySpan<float> vector) =>
        Run("INSERT OR REPLACE INTO features VALUES ($1, $2, $3)", sha256, network, MemoryMarshal.AsBytes(vector).ToArray());

    /// <summary>Where a picture comes from; null if unknown.</summary>
    public PictureOrigin? Origin(string sha256)
    {
        origins ??= Query("SELECT sha256, content FROM origin", [], row => (Hash: row.GetString(0), Origin: JsonSerializer.Deserialize<PictureOrigin>(row.GetString(1), StrictJson.Line)!)).ToDictionary(each => each.Hash, each => each.Origin);
        return origins.GetValueOrDefault(sha256);
    }

    /// <summary>Remembers where a picture comes from.</summary>
    public void PutOrigin(string sha256, PictureOrigin origin)
    {
        Run("INSERT OR REPLACE INTO origin VALUES ($1, $2)", sha256, JsonSerializer.Serialize(origin, StrictJson.Line));
        origins?[sha256] = origin;
    }

    /// <summary>Logs an operation that begins. What was undone before cannot be done again afterwards.</summary>
    public AlbumOperation Plan(AlbumOperationKind kind, IReadOnlyList<AlbumMove> moves)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Run("DELETE FROM operation WHERE state = $1", Undone);
        Run("INSERT INTO operation (kind, moves, state) VALUES ($1, $2, $3)", kind.ToString(), JsonSerializer.Serialize(moves, StrictJson.Line), Doing);
        AlbumOperation planned = new(Query("SELECT last_insert_rowid()", [], row => row.GetInt64(0)).Single(), kind, moves);
        transaction.Commit();
        return planned;
    }

    /// <summary>Logs the state of an operation and its moves.</summary>
    public void Set(AlbumOperation operation, string state) =>
        Run("UPDATE operation SET state = $1, moves = $2 WHERE id = $3", state, JsonSerializer.Serialize(operation.Moves, StrictJson.Line), operation.Id);

    /// <summary>The newest operation in a state; null if there is none.</summary>
    public AlbumOperation? Newest(string state) => Operation("DESC", state);

    /// <summary>The oldest operation in a state; null if there is none.</summary>
    public AlbumOperation? Oldest(string state) => Operation("ASC", state);

    /// <summary>All operations in a state, in their order.</summary>
    public IReadOnlyList<AlbumOperation> Operations(string state) => Query("SELECT id, kind, moves FROM operation WHERE state = $1 ORDER BY id", [state], Operation);

    public void Dispose() => connection.Dispose();

    private AlbumOperation? Operation(string order, string state) => Query($"SELECT id, kind, moves FROM operation WHERE state = $1 ORDER BY id {order} LIMIT 1", [state], Operation).FirstOrDefault();

    private static AlbumOperation Operation(SqliteDataReader row) =>
        new(row.GetInt64(0), Enum.Parse<AlbumOperationKind>(row.GetString(1)), JsonSerializer.Deserialize<AlbumMove[]>(row.GetString(2), StrictJson.Line)!);

    private static AlbumDatabase Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        return new AlbumDatabase(connection).OrDispose(database =>
        {
            connection.Open();
            database.Run("PRAGMA journal_mode = WAL");
            database.Prepare(path);
            return database;
        });
    }

    private void Prepare(string path)
    {
        long version = Query("PRAGMA user_version", [], row => row.GetInt64(0)).Single();
        if (version > Version)
        {
            throw new InputException($"{path}: a later version of this program wrote it; update the program");
        }

        if (version == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            Run(Schema);
            Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
            transaction.Commit();
        }
    }

    private void Run(string text, params object[] values)
    {
        using SqliteCommand command = Command(text, values);
        command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string text, object[] values, Func<SqliteDataReader, T> read)
    {
        using SqliteCommand command = Command(text, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private SqliteCommand Command(string text, object[] values)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // constant texts of this file; values are parameters
        command.CommandText = text;
#pragma warning restore CA2100
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i]);
        }

        return command;
    }
}
