from __future__ import annotations

import pytest

from ckanext.mutualisation.territory.tables import Column, NotATable, read_table


def types(text: str) -> list[str]:
    return [column.type for column in read_table(text.encode()).columns]


def test_the_separator_is_the_one_that_gives_columns_to_every_line():
    assert read_table(b"nom;prix\nPain, cuit;1\n").rows == (("Pain, cuit", "1"),)
    assert read_table(b'nom,note\n"a;b",c\n').rows == (("a;b", "c"),)
    assert read_table(b"a\tb\n1\t2\n").rows == (("1", "2"),)


def test_codes_with_leading_zeros_stay_text():
    assert types("insee;nombre\n01004;12\n44109;7\n") == ["text", "numeric"]


def test_french_decimals_become_numbers():
    table = read_table("lieu;tonnes\nRezé;12,5\nIndre;3\n".encode())
    assert table.columns[1] == Column("tonnes", "numeric")
    assert [row[1] for row in table.rows] == ["12.5", "3"]


def test_dates_and_moments_are_told_apart_and_impossible_ones_stay_text():
    assert types("d;m;x\n2024-02-29;2024-02-29T10:00;2023-02-29\n") == ["date", "timestamp", "text"]


def test_an_empty_cell_is_nothing_in_a_number_and_nothing_but_empty_in_a_text():
    assert read_table(b"nom;nombre\n;\nIndre;3\n;4\n").rows == (("Indre", "3"), ("", "4"))


def test_a_file_from_an_old_spreadsheet_keeps_its_accents():
    assert read_table("nom;été\nRezé;1\n".encode("cp1252")).rows == (("Rezé", "1"),)


def test_a_byte_order_mark_is_not_part_of_the_first_name():
    assert read_table("\ufeffnom;n\na;1\n".encode()).columns[0].name == "nom"


def test_headers_are_made_fit_for_the_datastore():
    names = [column.name for column in read_table(b'_id;nom;nom;;"a ""b"""\n1;2;3;4;5\n').columns]
    assert names == ["id", "nom", "nom 2", "Colonne 4", "a  b"]


def test_long_names_are_cut_where_postgresql_would_cut_them_and_stay_distinct():
    header = ";".join(["é" * 60] * 2)
    names = [column.name for column in read_table(f"{header}\n1;2\n".encode()).columns]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 63 for name in names)


def test_short_lines_are_completed_and_long_ones_cut():
    assert read_table(b"a;b\n1\n1;2;3\n").rows == (("1", None), ("1", "2"))


@pytest.mark.parametrize("content", [b"", b"a;b\n", b"PK\x03\x04\0\0"])
def test_what_is_not_a_table_is_refused(content):
    with pytest.raises(NotATable):
        read_table(content)
