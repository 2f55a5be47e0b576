"""Topics and posts: kept, found by their key and by where they stand, moved."""

from dataclasses import replace

from leads.contact import Contact
from leads.handoff import Post, Thread
from storage.database import Database
from storage.unit_of_work import UnitOfWork

GROUP = -1000


async def test_a_topic_is_found_by_key_and_by_number(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> Thread:
        contact = await uow.contacts.add(Contact(0, 7))
        asked = Thread("company:5", GROUP, contact.id).attempted(uow.now)
        await uow.threads.save(asked)
        return asked

    async def look(uow: UnitOfWork) -> tuple[Thread | None, ...]:
        return (
            await uow.threads.get("company:5"),
            await uow.threads.of_topic(GROUP, 77),
            await uow.threads.of_topic(GROUP, 78),
        )

    asked = await database.run(keep)
    assert await database.run(look) == (asked, None, None)
    made = replace(asked, thread_id=77, attempts=0, tried_at=None)
    await database.run(lambda uow: uow.threads.save(made))
    assert await database.run(look) == (made, made, None)


async def test_of_two_keys_of_one_topic_the_companys_is_found(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, 7))
        for key in (f"contact:{contact.id}", "company:5"):
            await uow.threads.save(Thread(key, GROUP, contact.id, thread_id=77))

    async def look(uow: UnitOfWork) -> Thread | None:
        return await uow.threads.of_topic(GROUP, 77)

    await database.run(keep)
    found = await database.run(look)
    assert found is not None
    assert found.key == "company:5"


async def test_a_post_stands_where_it_was_posted_last(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> Post:
        contact = await uow.contacts.add(Contact(0, 7))
        post = Post("card:1:1", GROUP, 100, contact.id, None)
        await uow.posts.save(post)
        return post

    async def look(uow: UnitOfWork) -> tuple[Post | None, ...]:
        return (
            await uow.posts.get("card:1:1"),
            await uow.posts.at(GROUP, 100),
            await uow.posts.at(2001, 5),
        )

    post = await database.run(keep)
    assert await database.run(look) == (post, post, None)
    moved = replace(post, chat_id=2001, message_id=5)
    await database.run(lambda uow: uow.posts.save(moved))
    assert await database.run(look) == (moved, None, moved)


async def test_posts_are_found_by_the_beginning_of_their_keys(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, 7))
        for number, key in enumerate(("call:x:7:1", "call:x:7:2", "call:x:70:1", "card:7:1")):
            await uow.posts.save(Post(key, GROUP, number, contact.id, None))

    await database.run(keep)
    found = await database.run(lambda uow: uow.posts.beginning("call:x:7:"))
    assert [post.key for post in found] == ["call:x:7:1", "call:x:7:2"]
