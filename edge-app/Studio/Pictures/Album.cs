using System.Globalization;
using System.Security.Cryptography;
using EdgeResNet.Shared.Files;
using Microsoft.Data.Sqlite;

namespace EdgeResNet.EdgeApp.Studio.Pictures;

/// <summary>
/// A folder of pictures by class, which people may also edit by hand. Changes are logged before files move and can be undone, also
/// after a restart; one that was interrupted is completed when the album is opened again. Safe from any thread.
/// </summary>
internal sealed class Album : IDisposable
{
    /// <summary>Name of the hidden folder with database and trash.</summary>
    public const string HiddenFolder = ".edgeresnet";

    private const string Trash = $"{HiddenFolder}/trash";
    private readonly Lock gate = new();
    private readonly string folder;
    private readonly FileStream owner;
    private readonly AlbumDatabase database;

    private Album(string folder, FileStream owner, AlbumDatabase database) => (this.folder, this.owner, this.database) = (folder, owner, database);

    /// <summary>Opens or creates an album.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="report">Told what had to be repaired.</param>
    /// <exception cref="InputException">The folder cannot be written, or another program has the album open.</exception>
    public static Album Open(string folder, Action<string> report)
    {
        string hidden = Path.Combine(folder, HiddenFolder);
        AtomicFile.Check(Path.Combine(hidden, "probe"));
        FileStream owner = Own(Path.Combine(hidden, "lock"), folder);
        return owner.OrDispose(owner =>
        {
            try
            {
                Album album = new(folder, owner, AlbumDatabase.Open(Path.Combine(hidden, "studio.db"), report));
                album.Recover();
                return album;
            }
            catch (SqliteException e)
            {
                throw Failed(folder, e);
            }
        });
    }

    /// <summary>The album's folder.</summary>
    public string Folder => folder;

    /// <summary>All pictures, as the folder has them now, in the order of their paths.</summary>
    /// <param name="files">Picture files by class, from the reader of picture folders.</param>
    public IReadOnlyList<AlbumPicture> Scan(IEnumerable<(string Path, string Label)> files) => Guarded(() => files.Select(Picture).OfType<AlbumPicture>().ToArray());

    /// <summary>Adds a picture.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="name">Name of the file without ending; a number is added where it is taken.</param>
    /// <param name="jpeg">Content of the file.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <returns>Its path from the album's folder.</returns>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    /// <exception cref="UsageException">The class has an impossible name.</exception>
    public string Add(string label, string name, byte[] jpeg, PictureOrigin origin) => Guarded(() =>
    {
        string path = Free(NewClass.Name(label), $"{name}.jpg", []);
        AtomicFile.Write(At(path), stream => stream.Write(jpeg));
        database.PutOrigin(Convert.ToHexStringLower(SHA256.HashData(jpeg)), origin);
        database.Set(database.Plan(AlbumOperationKind.Add, [new AlbumMove(TrashOf(path), path)]), AlbumDatabase.Done);
        return path;
    });

    /// <summary>Moves pictures to another class. Those that are gone are left out.</summary>
    public AlbumOperation Move(IReadOnlyList<string> paths, string label) => Guarded(() =>
    {
        string normal = NewClass.Name(label);
        HashSet<string> taken = [];
        return Do(AlbumOperationKind.Move, [.. Present(paths).Where(path => LabelOf(path) != normal).Select(path => new AlbumMove(path, Free(normal, Path.GetFileName(path), taken)))]);
    });

    /// <summary>Moves pictures to the trash. Those that are gone are left out.</summary>
    public AlbumOperation Delete(IReadOnlyList<string> paths) => Guarded(() => Do(AlbumOperationKind.Delete, [.. Present(paths).Select(path => new AlbumMove(path, TrashOf(path)))]));

    /// <summary>Moves pictures from elsewhere in the folder into a class, or to the trash. Those that are gone are left out.</summary>
    /// <param name="label">The class; null for the trash.</param>
    /// <param name="pictures">The pictures.</param>
    /// <exception cref="UsageException">The class has an impossible name.</exception>
    public AlbumOperation Adopt(string? label, IReadOnlyList<AlbumAdoption> pictures) => Guarded(() =>
    {
        string? normal = label is null ? null : NewClass.Name(label);
        HashSet<string> taken = [];
        List<AlbumMove> moves = [];
        foreach (AlbumAdoption picture in pictures)
        {
            if (!IsPicture(picture.Path) || ContentHash(picture) is not string sha256)
            {
                continue;
            }

            string target = normal is null ? TrashOf(picture.Path) : Free(normal, Path.GetFileName(picture.Path), taken);
            string source = picture.Path;
            if (normal is not null && picture.Content is byte[] content)
            {
                source = TrashOf(picture.Path);
                AtomicFile.Write(At(source), stream => stream.Write(content));
                moves.Add(new AlbumMove(picture.Path, TrashOf(picture.Path)));
            }

            if (normal is not null && picture.Origin is PictureOrigin origin)
            {
                database.PutOrigin(sha256, origin);
            }

            moves.Add(new AlbumMove(source, target));
            moves.AddRange(Present(picture.Besides).Select(file => new AlbumMove(file, TrashOf(file))));
        }

        return Do(normal is null ? AlbumOperationKind.Delete : AlbumOperationKind.Move, [.. moves]);
    });

    /// <summary>Takes back the newest operation.</summary>
    /// <returns>It; null if there is none.</returns>
    public AlbumOperation? Undo() => Guarded(() =>
    {
        if (database.Operations(AlbumDatabase.Done) is not [.., AlbumOperation newest])
        {
            return null;
        }

        HashSet<string> taken = [];
        newest = newest with { Moves = [.. newest.Moves.Select(move => move with { From = Free(Path.GetDirectoryName(move.From)!, Path.GetFileName(move.From), taken) })] }; // another file may lie there by now
        database.Set(newest, AlbumDatabase.Undoing);
        TakeBack(newest);
        return newest;
    });

    /// <summary>Does again what was undone last.</summary>
    /// <returns>It; null if there is none.</returns>
    public AlbumOperation? Redo() => Guarded(() =>
    {
        if (database.Operations(AlbumDatabase.Undone) is not [AlbumOperation oldest, ..])
        {
            return null;
        }

        database.Set(oldest, AlbumDatabase.Doing);
        Complete(oldest);
        return oldest;
    });

    /// <inheritdoc cref="AlbumDatabase.Origin"/>
    public PictureOrigin? Origin(AlbumPicture picture) => Guarded(() => database.Origin(picture.Sha256));

    /// <inheritdoc cref="AlbumDatabase.Features"/>
    public float[]? Features(AlbumPicture picture, string network) => Guarded(() => database.Features(picture.Sha256, network));

    /// <inheritdoc cref="AlbumDatabase.PutFeatures"/>
    public void PutFeatures(AlbumPicture picture, string network, float[] vector) => Guarded(() =>
    {
        database.PutFeatures(picture.Sha256, network, vector);
        return true;
    });

    public void Dispose()
    {
        database.Dispose();
        owner.Dispose();
    }

    private static FileStream Own(string path, string folder)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new InputException($"{folder}: another program teaches in this folder; end it, or name another folder with --data", e);
        }
    }

    private static InputException Failed(string folder, SqliteException e) =>
        new($"{folder}/{HiddenFolder}/studio.db: cannot be used ({e.Message.ReplaceLineEndings(" ")}); make room or check the folder's permissions", e);

    private static string LabelOf(string path) => path[..path.IndexOf('/', StringComparison.Ordinal)];

    private AlbumPicture? Picture((string Path, string Label) file)
    {
        FileInfo info = new(At(file.Path));
        if (!info.Exists)
        {
            return null; // deleted since the folder was read
        }

        long modified = info.LastWriteTimeUtc.Ticks;
        string? sha256 = database.Hash(file.Path, info.Length, modified);
        if (sha256 is null)
        {
            sha256 = Convert.ToHexStringLower(RegularFile.Read(info.FullName, static stream => SHA256.HashData(stream)));
            database.PutHash(file.Path, info.Length, modified, sha256);
        }

        return new AlbumPicture(file.Path, file.Label, sha256);
    }

    /// <summary>The hash of what a class gets; null if the file is gone.</summary>
    private string? ContentHash(AlbumAdoption picture)
    {
        try
        {
            byte[] content = File.ReadAllBytes(At(picture.Path));
            return Convert.ToHexStringLower(SHA256.HashData(picture.Content ?? content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // deleted by another program
        }
    }

    private void Recover()
    {
        foreach (AlbumOperation operation in database.Operations(AlbumDatabase.Doing))
        {
            Complete(operation);
        }

        foreach (AlbumOperation operation in database.Operations(AlbumDatabase.Undoing))
        {
            TakeBack(operation);
        }
    }

    private AlbumOperation Do(AlbumOperationKind kind, AlbumMove[] moves)
    {
        AlbumOperation operation = database.Plan(kind, moves);
        Complete(operation);
        return operation;
    }

    private void Complete(AlbumOperation operation)
    {
        Carry(operation.Moves);
        database.Set(operation, AlbumDatabase.Done);
    }

    private void TakeBack(AlbumOperation operation)
    {
        Carry(operation.Moves.Select(move => move.Reverse()));
        database.Set(operation, AlbumDatabase.Undone);
    }

    /// <summary>Moves files. What is already at its place, or gone, is left as it is, so that a second time does no harm.</summary>
    private void Carry(IEnumerable<AlbumMove> moves)
    {
        foreach (AlbumMove move in moves)
        {
            if (File.Exists(At(move.From)) && !File.Exists(At(move.To)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(At(move.To))!);
                File.Move(At(move.From), At(move.To));
            }
        }
    }

    private IEnumerable<string> Present(IEnumerable<string> paths) => paths.Distinct().Where(path => IsPicture(path) && File.Exists(At(path)));

    /// <summary>Whether a path from outside names a file of a class, and nothing else.</summary>
    private static bool IsPicture(string path) => path.Split('/') is [{ Length: > 0 } label, .. { Length: > 0 } rest] && label[0] != '.' && rest.All(part => part.Length > 0 && part[0] != '.');

    private string Free(string label, string name, HashSet<string> taken)
    {
        string path = $"{label}/{name}";
        for (int i = 2; File.Exists(At(path)) || !taken.Add(path); i++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{label}/{Path.GetFileNameWithoutExtension(name)}-{i}{Path.GetExtension(name)}");
        }

        return path;
    }

    private static string TrashOf(string path) => $"{Trash}/{Guid.NewGuid():N}/{path}";

    private string At(string path) => Path.Combine(folder, path);

    private T Guarded<T>(Func<T> work)
    {
        lock (gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e)
            {
                throw Failed(folder, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"{folder}: a picture cannot be moved ({e.Message.ReplaceLineEndings(" ")}); make room or check the folder's permissions", e);
            }
        }
    }
}
